# The access log: who was shown whose personal data, who got in, who did not, what was refused.
access-title = Access log
access-of = Who looked
access-link = Who looked
access-sort = Kind of note
access-sort-read = Shown personal data
access-sort-signed-in = Signed in
access-sort-sign-in-failed = Did not get in
access-sort-refused = Refused
access-sort-keys-opened = Opened keys by a command
access-sort-lost = Not noted
access-user = user number { $user } of the server
access-of-everybody = of everybody
access-whole = Read the access log
access-lost = { $times } refused requests or failed sign-ins came faster than they could be noted
access-unknown-name = A name nobody has, by its mark
access-how-password = With a password
access-how-passkey = With a passkey
access-how-single-sign-on = Through the provider of single sign-on
access-how-badge-and-pin = With a badge and a PIN
access-how-password-and-passkey = With a password and a passkey
access-how-password-and-time-code = With a password and a time-based code
access-how-single-sign-on-and-passkey = Through the provider of single sign-on, and with a passkey
access-how-single-sign-on-and-time-code = Through the provider of single sign-on, and with a time-based code
access-subject =
    .example = O26-0001
access-no-day = “{ $given }” is no day. Write it as 2026-11-22.
access-note = Note
access-page = Where
access-seal = Day
access-nobody = Nobody signed in
access-notes = Notes
access-none = No note fits
    .words = Take a filter away, or look further back.
access-shown =
    { $n ->
        [one] One note
       *[other] { $n } notes
    }
access-looked = Looked through back to { $day }
access-noted = That you looked is noted here too.
access-export =
    .words = A file holds codes and no names. It says which filters it was made with and under which checkpoint.
access-alarm = Not as it was sealed
access-seal-open = Not sealed yet
access-seal-agrees = As sealed
access-seal-differs = Changed
    .words = The notes of this day are not those that were sealed. Keep the file and restore the day from a backup.
access-seal-unreadable = Unreadable
    .words = The notes of this day cannot be read. Keep the file and restore the day from a backup.
access-seal-missing = Missing
    .words = This day was sealed, has not run out, and is not there. Restore it from a backup.
