# 账户：邀请、启用账户、本人账户。
sign-in-invited = 收到邀请？启用您的账户
sign-in-opened = 账户已启用。请用新密码登录。

invitation = 邀请
invitation-for = { $person } 的邀请
invitation-once = 邀请码仅显示这一次。请打印本页或抄下邀请码，并只交给本人。
invitation-where = 打开页面
invitation-what = 本人打开该页面，输入用户名和邀请码，并设定他人不知晓的密码。邀请码只能使用一次。
invitation-done = 已转交

open-account = 启用您的账户
open-account-password = 新密码
    .hint = 至少 { $min } 个字符，种类不限；一句话既好记又难猜。
open-account-again = 再次输入新密码
open-account-binding = 您的签名意味着什么
open-account-acknowledge = 我已阅读以上内容并接受其约束。
open-account-have = 账户已启用：去登录

account = 您的账户
account-about = 关于您
account-printed = 随签名打印的姓名
account-password = 密码
account-password-since = 现行密码启用于
account-password-ends = 您在此处保持登录；您的其他会话全部结束。
account-role-until = 至 { $day }
account-role-open = 至被终止
account-role-ending = 至 { $day }：请管理员重新分配
account-role-ended = 已于 { $day } 到期
account-invited-again = 管理员已邀请您设定新密码；邀请有效期至 { $until }。如非您本人要求，请告知质量保证部门。
account-invited-by = 邀请人

permissions = 权限一览
permissions-act = 操作
permissions-signed = 签署含义
permissions-may = 可
permissions-matrix = 各角色可执行的操作
permissions-apart = 职责分离
permissions-apart-why = 同一行的两个角色不得由同一人担任。
permissions-one = 角色
permissions-other = 不得兼任
permissions-always = 此外始终适用
permissions-rule-performer = 执行步骤者不得复核该步骤；参与批次生产者不得放行该批次。
permissions-rule-approver = 工艺的编写者或偏差的调查者不得批准或关闭之。
permissions-rule-oneself = 任何人不得为自己指派角色、认定自己的资质或设定他人的密码。
permissions-rule-inspector = 检查员可查看一切，除本人的登录方式外不作任何更改。

account-sessions = 您的登录会话
account-session-used = 最近使用 { $at }
account-session-opened = 登录于 { $at }
account-session-ends = 最迟结束于 { $at }
account-session-own = 当前会话
account-session-end = 结束

account-emergency = 紧急情况
account-emergency-what = 如有人急需处置而具备该角色者不在场，可承担该角色一小时。所有人均可见，将开启偏差，并须由质量保证部门关闭。

account-tokens = 代您操作的机器
account-tokens-what = 机器在每次请求时出示访问令牌，以一个角色读取您可见的内容，并执行您列出的操作；机器不签名。
token-new = 访问令牌
token-once = 令牌仅显示这一次。请将其存入机器，不要另存副本。
token-what = 机器在每次请求中以“Authorization: Bearer …”发送该令牌。
token-unused = 自服务器启动以来未使用
token-reads = 仅读取
