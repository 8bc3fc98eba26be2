# 单点登录：经外部身份提供方。

act-centre-set-single-sign-on = 设定单点登录
    .did = 设定了单点登录
act-centre-end-single-sign-on = 停用单点登录
    .did = 停用了单点登录
act-people-link-provider = 关联身份提供方
    .did = 将人员与身份提供方关联
act-people-accept-provider = 确认自己在身份提供方的身份
    .did = 确认了自己在身份提供方的身份
act-people-unlink-provider = 解除与身份提供方的关联
    .did = 解除了人员与身份提供方的关联
act-people-enrol-from-provider = 凭身份提供方登记人员
    .did = 凭身份提供方登记了人员
act-people-take-provider-roles = 记录身份提供方给出的角色
    .did = 记录了身份提供方给出的角色

told-centre-set-single-sign-on = { $who } 设定了单点登录：经 { $issuer }，客户端 { $client_id }，按声明 { $person_claim }
told-centre-end-single-sign-on = { $who } 停用了单点登录
told-people-link-provider = 依身份提供方所述，{ $who } 将 { $person } 与其账户关联
told-people-accept-provider = { $who } 以密码确认了自己在身份提供方的身份
told-people-unlink-provider = { $who } 解除了 { $person } 与身份提供方账户的关联
told-people-enrol-from-provider = 依身份提供方所述，{ $who } 登记了 { $code }
told-people-take-provider-roles = 依身份提供方所述，{ $who } 设定了 { $person } 的角色：{ $roles }

fact-single-sign-on-set = 已设定单点登录
fact-single-sign-on-ended = 已停用单点登录
fact-provider-linked = 已关联身份提供方
fact-provider-unlinked = 已解除与身份提供方的关联

field-issuer = 身份提供方地址
    .hint = 与其自称一致：https://login.hospital.example/realm
field-client_id = 客户端标识
    .hint = 本中心在身份提供方处的名称。若有密钥，只交给服务器，绝不记录。
field-person_claim = 含人员代码的声明
    .hint = 例如 preferred_username。其中须为代码，不得为姓名或邮箱地址。
field-groups_claim = 含组的声明
    .hint = 不填则身份提供方不授予角色。
field-group_roles = 组与角色
    .hint = 每行一条：组 = 角色。角色：administrator、operator、qc-analyst、qc-reviewer、qa-reviewer、releasing-person、process-engineer、storekeeper、facility-engineer、physician、nurse、coordinator、courier、inspector。
field-role_days = 登录后角色有效天数
field-unknown = 未在本中心登记者
field-anew = 身份证明
field-identity = 在身份提供方的身份
choice-refuse-unknown = 拒绝进入
choice-enrol-unknown = 若有组授予角色则予登记
choice-anew-always = 每次登录均须重新证明
choice-anew-shared = 仅在共用平板上须重新证明

refusal-no-single-sign-on = 尚未设定身份提供方。
    .next = 由质量保证部门设定单点登录。
refusal-issuer-unreadable = 这不是身份提供方的地址，或未加密。
    .next = 请填写 https://…，与身份提供方自称完全一致。
refusal-group-role-unreadable = “{ $line }”不是组与角色。
    .next = 每行一条：组 = 角色，最多 100 条。
refusal-groups-claim-needed = 已有组对应角色，但未说明哪个声明含有组。
    .next = 请填写该声明，或删去各行。
refusal-identity-taken = 此人在身份提供方的身份已与本中心另一人关联。
    .next = 请联系管理员，解除错误的关联。
refusal-person-linked = { $person } 已与身份提供方的另一账户关联。
    .next = 请管理员解除关联；下次登录时重新关联。
refusal-confirmation-needed = { $person } 在本中心有密码，须以密码确认关联。
    .next = 请经身份提供方登录，并输入一次密码。
refusal-not-linked = { $person } 未与身份提供方的账户关联。
    .next = 没有可解除的关联。
refusal-role-not-mapped = 没有组对应角色 { $role }。
    .next = 由质量保证部门设定组与角色的对应。
refusal-role-withheld = 身份提供方的组将授予 { $role }，而它须与 { $other } 分离：未授予。
    .next = 请更正身份提供方处的组。
refusal-provider-says-nothing-new = { $person } 的角色与身份提供方所述一致。
    .next = 无需记录。
refusal-not-enrolled-by-provider = 本中心不凭身份提供方登记人员。
    .next = 由管理员登记人员。
refusal-code-is-an-address = 邮箱地址会指明其持有人；代码不得如此。
    .next = 请选用含代码的声明。

refusal-title-provider-away = 身份提供方没有应答
    .next = 请暂用密码或通行密钥登录，或稍后再试。
refusal-title-provider-sign-in = 未登录
    .next = 请从登录页重新开始。
refusal-title-provider-turned-away = 您不能进入本中心
    .next = 请联系本中心的管理员。
refusal-sso-not-begun = 此次登录不是在本浏览器开始的，或已超过十分钟。
    .next = 请从登录页重新开始。
refusal-sso-other-host = 单点登录只在本中心自己的地址可用：{ $host }。
    .next = 请在该地址打开本中心。
refusal-sso-provider-refused = 身份提供方未予放行：{ $error }。
    .next = 请重新开始；若仍如此，请联系身份提供方的管理人员。
refusal-sso-code-not-taken = 身份提供方不接受浏览器带回的内容：已被使用，或已过期。
    .next = 请从登录页重新开始。
refusal-sso-word-not-right = 身份提供方所述不成立：签名不合要求，或并非针对本中心及此次登录。
    .next = 请重新开始；若仍如此，请告知服务器管理人员。
refusal-sso-claim-missing = 身份提供方未提供“{ $claim }”，本中心据此识别人员。
    .next = 请身份提供方的管理人员向本中心提供该声明。
refusal-sso-unknown-person = 身份提供方给出的代码在本中心无人登记。
    .next = 请本中心的管理员为您登记。
refusal-sso-no-role = 您在身份提供方的组在本中心均不对应任何角色。
    .next = 请联系本中心的管理员。
