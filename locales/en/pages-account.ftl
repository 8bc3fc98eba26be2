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
account-role-ending = until { $day }: ask an administrator to assign it again
account-role-ended = ended with { $day }
account-invited-again = An administrator has invited you to set a new password; the invitation holds until { $until }. If you did not ask for it, tell quality assurance.
account-invited-by = Who invited you

permissions = Who may do what
permissions-act = Act
permissions-signed = Signed as
permissions-may = yes
permissions-matrix = Every act by every role
permissions-apart = Duties kept apart
permissions-apart-why = Nobody holds both roles of a line.
permissions-one = Role
permissions-other = Never together with
permissions-always = What holds besides
permissions-rule-performer = Whoever did a step does not verify it, and whoever took part in a batch does not release it.
permissions-rule-approver = Whoever wrote a process or investigated a deviation does not approve or close it.
permissions-rule-oneself = Nobody gives a role to herself, qualifies herself, or sets the password of another.
permissions-rule-inspector = An inspector sees everything and changes nothing but how she herself signs in.

account-sessions = Where you are signed in
account-session-used = Used last { $at }
account-session-opened = opened { $at }
account-session-ends = ends { $at } at the latest
account-session-own = This one
account-session-end = End it

account-emergency = In an emergency
account-emergency-what = Where somebody is in need and nobody is there whose role it is, take the role for an hour. Everybody sees it, a deviation is opened, and quality assurance has to close it.

account-tokens = Machines that act for you
account-tokens-what = A machine shows an access token with each request. It reads what you may see in one role, and does what you list; it signs nothing.
token-new = Access token
token-once = The token is shown this once. Put it into the machine and keep no other copy.
token-what = The machine sends it as “Authorization: Bearer …” with each request.
token-unused = not used since the server started
token-reads = reads only
