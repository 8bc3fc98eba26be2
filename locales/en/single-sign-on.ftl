# Single sign-on: through a provider outside.

act-centre-set-single-sign-on = Lay single sign-on down
    .did = laid single sign-on down
act-centre-end-single-sign-on = End single sign-on
    .did = ended single sign-on
act-people-link-provider = Link to the provider
    .did = linked a person to the provider
act-people-accept-provider = Confirm who one is at the provider
    .did = confirmed who they are at the provider
act-people-unlink-provider = Unlink from the provider
    .did = unlinked a person from the provider
act-people-enrol-from-provider = Enrol by the provider’s word
    .did = enrolled a person by the provider’s word
act-people-take-provider-roles = Take down roles by the provider’s word
    .did = took down roles by the provider’s word

told-centre-set-single-sign-on = { $who } laid single sign-on down: through { $issuer }, as { $client_id }, by the claim { $person_claim }
told-centre-end-single-sign-on = { $who } ended single sign-on
told-people-link-provider = As the provider said, { $who } linked { $person } to their account there
told-people-accept-provider = { $who } confirmed with the password who they are at the provider
told-people-unlink-provider = { $who } unlinked { $person } from the account at the provider
told-people-enrol-from-provider = As the provider said, { $who } enrolled { $code }
told-people-take-provider-roles = As the provider said, { $who } set the roles of { $person }: { $roles }

fact-single-sign-on-set = Single sign-on laid down
fact-single-sign-on-ended = Single sign-on ended
fact-provider-linked = Linked to the provider
fact-provider-unlinked = Unlinked from the provider

field-issuer = Provider’s address
    .hint = As the provider names itself: https://login.hospital.example/realm
field-client_id = Client id
    .hint = What this centre is called at the provider. Its secret, if it has one, is given to the server and never recorded.
field-person_claim = Claim with the person’s code
    .hint = For example preferred_username. It must hold a code, never a name or an address of mail.
field-groups_claim = Claim with the groups
    .hint = Left out, the provider gives no roles.
field-group_roles = Groups and their roles
    .hint = A line each: GROUP = role. Roles: administrator, operator, qc-analyst, qc-reviewer, qa-reviewer, releasing-person, process-engineer, storekeeper, facility-engineer, physician, nurse, coordinator, courier, inspector.
field-role_days = Days a role holds after a sign-in
field-unknown = Somebody nobody enrolled here
field-anew = Proof of who it is
field-identity = Who they are at the provider
choice-refuse-unknown = Turned away
choice-enrol-unknown = Enrolled, if a group gives a role
choice-anew-always = Anew at every sign-in
choice-anew-shared = Anew at shared tablets alone

refusal-no-single-sign-on = No provider is laid down.
    .next = Quality assurance lays single sign-on down.
refusal-issuer-unreadable = This is no address of a provider, or not an encrypted one.
    .next = Give it as https://…, exactly as the provider names itself.
refusal-group-role-unreadable = “{ $line }” is no group and role.
    .next = Write a line each: GROUP = role, at most 100.
refusal-groups-claim-needed = Groups stand for roles, and nothing says which claim holds the groups.
    .next = Name the claim, or take the lines away.
refusal-identity-taken = At the provider this is somebody who is linked to another person here.
    .next = Ask an administrator, who can unlink what was linked wrongly.
refusal-person-linked = { $person } is linked to another account at the provider.
    .next = Ask an administrator to unlink it; the next sign-in links it anew.
refusal-confirmation-needed = { $person } has a password here and confirms the link with it.
    .next = Sign in through the provider and give the password once.
refusal-not-linked = { $person } is linked to no account at the provider.
    .next = There is nothing to unlink.
refusal-role-not-mapped = No group stands for the role { $role }.
    .next = Quality assurance lays down which group stands for which role.
refusal-role-withheld = The provider’s groups would give { $role }, which is kept apart from { $other }: it was not given.
    .next = Have the groups at the provider put right.
refusal-provider-says-nothing-new = { $person } has the roles the provider says.
    .next = There is nothing to take down.
refusal-not-enrolled-by-provider = Nobody is enrolled here by the provider’s word.
    .next = An administrator enrols people.
refusal-code-is-an-address = An address of mail names its holder; a code must not.
    .next = Name a claim that holds a code.

refusal-title-provider-away = The provider does not answer
    .next = Sign in with your password or passkey meanwhile, or try again in a moment.
refusal-title-provider-sign-in = Not signed in
    .next = Begin again from the page of sign-in.
refusal-title-provider-turned-away = You cannot come in here
    .next = Ask an administrator of this centre.
refusal-sso-not-begun = This sign-in was not begun at this browser, or ten minutes ago.
    .next = Begin again from the page of sign-in.
refusal-sso-other-host = Single sign-on works at the centre’s own address alone: { $host }.
    .next = Open the centre there.
refusal-sso-provider-refused = The provider did not let you through: { $error }.
    .next = Begin again; if it stays so, ask those who run the provider.
refusal-sso-code-not-taken = The provider does not take what the browser brought back: it was used before, or is too old.
    .next = Begin again from the page of sign-in.
refusal-sso-word-not-right = What the provider says does not hold: it is not signed as it must be, or not for this centre and this sign-in.
    .next = Begin again; if it stays so, tell those who run the server.
refusal-sso-claim-missing = The provider says nothing of “{ $claim }”, by which this centre knows people.
    .next = Ask those who run the provider to send it to this centre.
refusal-sso-unknown-person = Nobody is enrolled here under the code the provider gives for you.
    .next = Ask an administrator of this centre to enrol you.
refusal-sso-no-role = None of your groups at the provider stands for a role here.
    .next = Ask an administrator of this centre.
