# What the engine says of a paste. The product's own sentences are in its product.toml and entries.

## The answer in one or two sentences

nothing-recognised = No known { $product } problem was recognised in this text. Paste more of the log around the error, or the output of the command that fails.
summary = { $lead ->
    [harmless] Nothing to fix: { $title }.
    [likely] Likely: { $title }.
    [possible] Possibly: { $title }.
   *[certain] { $title }.
}
summary-try-first = Try first: { $fix }.
summary-more = { $count ->
    [one] One more problem is in the paste.
   *[other] { $count } more problems are in the paste.
}
summary-guesses = Possibly: { $titles }. The next question decides.
or-else = ; or:{" "}

## Why a symptom was found

line-has = line { $line } has { $what }
line-has-often = line { $line } has { $what } ({ $times } times)
paste-has = the paste has { $what }
shares-words = it shares words with this problem: { $words }
only-shares-words = no known message stands in the paste; it shares words with this problem: { $words }
was-repaired = the message does not stand there word for word: a lost beginning, lost blanks or wrong letters were put right first
not-shown = nothing in the paste shows that it comes from { $product }
not-shown-others-print-it = other programs print these words as well, and nothing in the paste shows that they come from { $product }
follows-from = it follows from another finding: { $title }

## Why a cause or a fix fits

because = because { $reasons }
and-because = , and{" "}
line-shows-version = line { $line } shows version { $version }
chose-version = you chose version { $version }
line-shows-fact = line { $line } shows { $fact } { $value }
chose-fact = you chose { $fact } { $value }
paste-says = the paste says “{ $words }”

## What to find out

which-version = Which version of { $product } is it? The right fix depends on it, and the paste does not tell.
only-for-versions = Only for versions { $range }. The paste does not tell your version.
only-for-versions-told-by = Only for versions { $range }. The paste does not tell your version: `{ $command }` does.
steps-depend-on-version = Some steps depend on the version, which the paste does not tell.
steps-depend-on-version-told-by = Some steps depend on the version, which the paste does not tell: `{ $command }` does.

## When nothing was recognised

why-not = none of its messages stands in the paste; words in common: { $words }
report =
    ### What happened

    (what you did, what you expected, what came instead)

    ### Environment

    - { $product }: { $version }
    - Platform: { $platform }
    - Installed with: { $install }

    ### Lines that look like an error

    Secrets are masked; look through it before you post it.

report-no-lines = (no line of the log looks like an error)
report-output =
    ### Output of `{ $command }`

    (please paste)
report-fill-in = (please fill in)
