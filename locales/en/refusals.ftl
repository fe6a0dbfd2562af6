# Why a request was not answered, and what to do. The id is the kind of problem in the API.

send-again = { $seconds ->
    [one] Wait a second and send it again.
   *[other] Wait { $seconds } seconds and send it again.
}

empty-paste = The paste is empty
    .detail = The paste is empty: paste the error message or the part of the log around it.
binary-paste = This is not text
    .detail = This is not text: paste the error message itself, or the lines of the log as text.
malformed-request = The request is malformed
    .broken-off = The request body broke off.
    .bad-parts = The form's parts cannot be read.
    .bad-json = The body is not JSON: it breaks at { $place }.
    .bad-address = The address cannot be read.
invalid-request = The request is not valid
    .not-an-object = The body must be an object with the string `text`, and optionally `context` and `detail`. It is not at { $place }.
    .one-of = `{ $field }` can be { $known }.
    .version = `version` must look like { $examples }.
unsupported-media-type = The content type is not supported
    .detail = Send the paste as { $accepted }.
not-acceptable = No wanted form of the answer exists
    .detail = Answers come as application/json, text/markdown or text/plain.
too-large = The paste is too large
    .detail = A request can hold { $mebibytes } MiB. Paste the part of the log around the error: a few hundred lines are plenty.
too-slow = The request took too long to arrive
    .detail = Send it again, or paste a shorter part.
too-busy = Too many pastes at the moment
    .detail = { send-again }
rate-limited = You sent too many requests
    .detail = { send-again }
too-many-connections = Too many connections at the moment
    .detail = Wait a few seconds and send it again.
    .of-your-address = Too many connections from your address
    .of-your-address-detail = Close some, or send the pastes one after another.
unsupported-encoding = The content encoding is not supported
    .detail = Send the body as it is, without Content-Encoding.
bad-host = The request does not name its host
    .detail = Send one Host header with the host of the address.
unmet-expectation = The request expects what is not offered
    .detail = The only expectation that can be met is 100-continue.
long-target = The address is too long
    .detail = Send a paste in the body of a POST to /api/v1/diagnose.
large-headers = The request's headers are too large
    .detail = Send fewer or shorter headers.
cross-site = Another site sent this form
    .detail = Open this site and paste the error there.
not-found = There is nothing here
    .detail = The address leads nowhere. The list of all symptoms is at /symptoms.
unknown-symptom = There is no such symptom
    .detail = No symptom has this id. The list of all symptoms is at /symptoms.
method-not-allowed = This address takes another method
    .detail = Use { $methods }.
internal = Something broke here
    .detail = This is a defect of Error Doctor, not of your paste. Nothing of it was kept.
