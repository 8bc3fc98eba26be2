# Sign-in, home and worklists, search.
sign-in = Sign in
sign-in-name = Your name or code
sign-in-password = Password
sign-in-failed = You are not signed in
sign-in-people = People of the demonstration
sign-in-demo-password = Password of everybody:

home-waiting =
    { $n ->
        [0] Nothing waits for you
        [one] One thing waits for you
       *[other] { $n } things wait for you
    }
home-nothing = Nothing waits for you
    .words = When something needs you, it appears here by itself.
home-empty = Nothing in these lists
home-all = All { $n }
home-together = Sign for several in one go
home-no-role = You hold no role today
    .words = An administrator assigns roles; until then you cannot act here.
home-role = You act as
home-mine = What you did last
home-mine-none = Nothing yet
    .words = Your acts appear here with their place in the log.

waiting-infusion-end = Infusions that are running
    .empty = An infusion appears here from its start until its end is recorded.
waiting-infusion-start = Identified, not begun
    .empty = An infusion appears here once the first person has scanned wristband and bag.
waiting-infusion = Bags to be given
    .empty = A released bag appears here once it was issued and received on the ward.
waiting-consent = Consent to obtain
    .empty = An order appears here until the patient has consented to the treatment.
waiting-hand-over = To take over
    .empty = A container appears here while it is being handed over and signatures are missing.
waiting-receipt = To receive
    .empty = A container appears here once it was taken over and nobody has checked its arrival.
waiting-batch-step = Batches in making
    .empty = A batch appears here while steps of it are to be done.
waiting-verification = Steps to verify
    .empty = A batch appears here when a step waits for a second person.
waiting-reaffirmation = Signatures to give again
    .empty = A batch appears here when something signed for was corrected.
waiting-clearance-verification = Clearances to verify
    .empty = A room appears here once it was cleared and before a second person has looked.
waiting-sample-receipt = Samples to receive
    .empty = A sample appears here once it was taken.
waiting-test-result = Results to enter
    .empty = A received sample appears here until everything it serves is tested.
waiting-result-review = Results to review
    .empty = A sample appears here when a result waits for a second person.
waiting-deviation = Open deviations
    .empty = A deviation appears here from its opening until it is closed.
waiting-batch-review = Batch records to review
    .empty = A batch appears here once its last step is complete.
waiting-batch-release = Batches to release
    .empty = A batch appears here once its record was reviewed.
waiting-lot-release = Lots in quarantine
    .empty = A lot appears here once it was received.
waiting-process-approval = Processes to approve
    .empty = A process appears here once a version was submitted.
waiting-role-renewal = Roles to assign again
    .empty = A person appears here thirty days before one of their roles ends.
    .line = { $role } until { $day }

home-role-ends = Your role “{ $role }” ends with { $day }. Ask an administrator to assign it again.

find-title = Search
find-found = Found
find-none = Nothing carries this number
    .words = Scan the label again, or type the number as it is printed: B26-0042, OP-07, C26-0001.
