# How an answer reads as text and on the page.

confidence-certain = Certain: the text itself says so
confidence-likely = Likely: good evidence, but not proof
confidence-possible = Possible: some words fit, it can be something else

severity-error = Error
severity-warning = Warning
severity-info = Harmless

risk-reads = only looks
risk-changes = changes settings
risk-restarts = interrupts the service
risk-deletes = deletes data

## What a claim rests on

rests-on-experiment = It rests on experiments with its parts.
rests-on-code = It rests on the program's code.
rests-on-docs = It rests on documentation.
rests-on-reports = It rests on users' reports.
tried-in-vain = Tried in vain on version { $versions }.
executed = Executed with success on version { $versions }.
executed-at = Executed with success on version { $versions } ({ $date }).
not-executed = Not executed by us: { $reason }.

## What was left out

left-out-evidence = This text takes more work than any log of its size, so known messages were not looked for everywhere in it. Paste only the lines around the error.
left-out-findings = The text holds the messages of very many problems; only the likeliest are listed. Paste only the lines around the error.
left-out-mending = Not every mistyped word was put right: there are too many. Paste only the error message.
left-out-search = The search for similar problems stopped early. Paste only the lines around the error.
middle-not-read = The paste was longer than 512 KiB: its middle was not read.
masked = Masked before reading: { $list }.

## Headings and labels

what-to-find-out = What to find out next
what-it-looks-like = What it looks like
error-lines = Lines that look most like an error
nearest-problems = Nearest known problems
ladder = Go down this ladder
look-for = look for { $what }
evidence = Evidence
line = line { $line }: { $text }
look-alikes = Not to be confused with
causes = Causes
fix = Fix { $number }: { $title }
warning = Warning:
expect = Expect: { $what }
undo = Undo: { $what }
did-it-work = Did it work?
in-file = In { $path }:
on-platform = On { $platform }:
does-not-help = What does not help
consequences = Follows from it: { $list }.
all-symptoms = Symptoms

# In a terminal.
terminal-next = NEXT: { $question }
terminal-error-lines = LINES THAT LOOK MOST LIKE AN ERROR
terminal-nearest-problems = NEAREST KNOWN PROBLEMS
terminal-ladder = GO DOWN THIS LADDER
terminal-cause = CAUSE: { $title } ({ $fits })
terminal-fix = FIX { $number }: { $title }
terminal-warning = WARNING: { $what }
terminal-does-not-help = DOES NOT HELP:
