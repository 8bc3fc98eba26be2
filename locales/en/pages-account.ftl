# Accounts: an invitation, opening an account, one's own account.
sign-in-invited = You were invited? Open your account
sign-in-opened = Your account is open. Sign in with your new password.

invitation = Invitation
invitation-for = Invitation for { $person }
invitation-once = The code is shown this once. Print the page or write the code down, and hand it to the person and nobody else.
invitation-where = Page to open
invitation-what = The person opens the page, enters name and code, and sets a password that nobody else knows. The code works once.
invitation-done = Handed on

open-account = Open your account
open-account-password = New password
    .hint = At least { $min } characters of any kind; a sentence is easy to remember and hard to guess.
open-account-again = New password, once more
open-account-binding = What your signature means
open-account-acknowledge = I have read this, and it holds for me.
open-account-have = I have opened my account: sign in

account = Your account
account-about = About you
account-printed = Name printed with your signatures
account-password = Password
account-password-since = Password since
account-password-ends = You stay signed in here; every other session of yours ends.
account-role-until = until { $day }
account-role-open = until it is ended
account-invited-again = An administrator has invited you to set a new password; the invitation holds until { $until }. If you did not ask for it, tell quality assurance.
account-invited-by = Who invited you
