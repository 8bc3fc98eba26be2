# The second step of signing in, and time-based codes.
second-step = One more step
second-step-words = The first step is done. Now show that it is you,
second-step-no-script = A passkey takes a browser with script.
second-step-lost = You cannot show it any more? An administrator invites you anew; your account then begins without what was lost.
second-step-over = Start over with name and password

second-factor = A second factor, first
second-factor-missing-words = This centre asks for more than a password. Set one of these up; then your work is open to you.
second-factor-ways = What you can set up
second-factor-passkey = A passkey
    .words = A security key or this device. It also makes your signatures prove themselves.
second-factor-time-code = Time-based codes
    .words = An app on your phone shows six digits, new ones every 30 seconds.
second-factor-back = Back to what can be set up

time-code = Time-based code
time-code-where = The six digits your app shows now.
time-codes = Time-based codes
time-code-why = After the password, where no passkey is at hand: six digits from an app on your phone.
time-code-since = Set up { $when }
time-code-again = Set up anew, for another phone
time-code-new = Set time-based codes up
time-code-once = This is shown until you confirm it, and never again. Whoever sees it can make your codes.
time-code-scan = Take it over into your app
time-code-scan-words = Scan the picture with an authenticator app, or type the secret into it.
time-code-picture = QR code of the secret, for an authenticator app
time-code-typed = Secret
time-code-account = Account
time-code-open = Open in the app on this device
time-code-confirm = Confirm with the first code
time-code-first = The six digits the app shows once it has taken the secret over. Codes that were set up before count no more.
