# Why something was refused, and what to do next. One message a code: `refusal-<code>`; its
# attribute `.next` says the way on. Name the thing, the number and the limit.
refusal-next = What to do:
refusal-more =
    { $n ->
        [one] Not done, for one reason
       *[other] Not done, for { $n } reasons
    }
refusal-without-sentence = The rule “{ $code }” does not allow this.
