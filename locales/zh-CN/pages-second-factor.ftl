# 登录第二步与动态口令。
second-step = 还需一步
second-step-words = 第一步已完成。请再证明是您本人：
second-step-no-script = 使用通行密钥需要支持脚本的浏览器。
second-step-lost = 无法再出示？请管理员重新邀请您；账户重新启用后，遗失的验证方式即告失效。
second-step-over = 重新输入用户名和密码

second-factor = 请先设置第二因素
second-factor-missing-words = 本中心要求密码之外的第二因素。请设置其中一种，之后即可开始工作。
second-factor-ways = 可设置的方式
second-factor-passkey = 通行密钥
    .words = 安全密钥或本设备，并使您的签名可自证。
second-factor-time-code = 动态口令
    .words = 手机应用显示六位数字，每 30 秒更新一次。
second-factor-back = 返回可设置的方式

time-code = 动态口令
time-code-where = 应用当前显示的六位数字。
time-codes = 动态口令
time-code-why = 手边没有通行密钥时，在密码之后输入手机应用显示的六位数字。
time-code-since = 设置于 { $when }
time-code-again = 为另一部手机重新设置
time-code-new = 设置动态口令
time-code-once = 在您确认之前显示，此后不再显示。看到它的人都能生成您的口令。
time-code-scan = 导入您的应用
time-code-scan-words = 请用身份验证器应用扫描图片，或将密钥输入应用。
time-code-picture = 供身份验证器应用扫描的密钥二维码
time-code-typed = 密钥
time-code-account = 账户
time-code-open = 在本设备的应用中打开
time-code-confirm = 用第一个口令确认
time-code-first = 应用导入密钥后显示的六位数字。此前设置的动态口令不再有效。
