# 批次、样品、偏差与工艺页面共用的文字。
offer-covers = 签名涵盖 { $n } 条记录
offer-waits-for = 由以下人员完成：{ $roles }
signed-by-password = 密码：由服务器作证
signed-by-bound-key = 绑定设备的通行密钥：可自证
signed-by-synced-key = 可复制的通行密钥：可自证
tell-title = 已经发生：如实报告
tell-words = 已发生的事一律如实记录，所违反的规定同时记录并开启偏差，由 QA 决定后续。
tell-button = 报告已发生的事
list-shown = 第 { $from }–{ $to } 项，共 { $all } 项

# 偏差。
deviation-title = 偏差
deviation-happened = 经过
deviation-facts = 涉及对象
deviation-about = 涉及
deviation-touches = 同时涉及
deviation-step = 步骤
deviation-occurred = 发生时间
deviation-opened-by = 由此人的操作开启
deviation-contain = 应急措施
deviation-holds = 尚无人采取措施，涉及的对象已暂停。
deviation-action = 当即采取的措施
deviation-contain-button = 记录措施
deviation-investigate = 调查
deviation-investigated-by = 调查人
deviation-close = 结论
deviation-closed-by = 关闭人
deviation-history = 历史
deviation-views = 按状态查看偏差
deviation-open = 全部未关闭
deviation-counts = 未关闭的偏差
deviation-none = 没有偏差
    .words = 违反规定或有人报告时，偏差会出现在这里。
containment-measured-again = 已复测
containment-condition-restored = 已恢复条件
containment-replaced = 已更换物料或设备
containment-set-aside = 已隔离、标识并上锁
containment-physician-informed = 已通知医生
containment-stopped = 已停止并呼叫 QA

# 批记录的一个步骤。
step-title = 步骤 { $number } · { $batch }
step-number = 步骤 { $number } / { $last }
step-round = 第 { $round } 轮
step-batch = 批次
step-chain = 身份链
step-no-chain = 无
step-product = 产品
step-room = 房间
step-record = 批记录
step-is-done = 已完成
step-is-verify = 待复核
step-is-underway = 进行中
step-is-ready = 可以开始
step-is-waiting = 等待中
step-is-skipped = 无需进行
step-skipped = 本步骤不做，条件为：{ $condition }。
step-open = 开放操作
step-begin = 开始
step-begin-words = 没有任何阻碍。开始后本步骤计时。
step-begin-button = 开始本步骤
step-not-yet = 暂不能开始：
hold-since = 自 { $from } 起
hold-earliest = 不早于 { $at }
hold-latest = 不晚于 { $at }
hold-early = 须等待
hold-open = 时限内
hold-over = 已超时
step-values = 实测值
step-values-note = 绿：正常 · 黄：警戒 · 线外：行动
step-record-values = 记录已录入的数值
step-no-value = 某项数值无法取得
step-correct = 更正
step-was = 原值 { $value }
limits-are = 限度 { $limits }
limits-value = { $value }，{ $word }；限度 { $limits }
dev-title = { $name } { $value }，超出 { $limits }
dev-held = 本批已暂停，等待采取措施。请选择应急措施。
dev-contained = 已采取应急措施，可继续操作。
correct-title = 更正：{ $name }
correct-was = 现值为 { $value }，将保留在记录中。
correct-into = 应为
correct-not = 不更正
calc-title = 计算：{ $name }
calc-note = 四舍五入至 { $decimals } 位小数 · { $when }
calc-not-recorded = 尚未记录
calc-lacks = 尚未计算，缺少：{ $lacks }
step-calculate = 记录计算结果
step-samples = 取样
sample-retained = 留样
sample-take = 已取
step-labels = 标签
labels-wanted = 需打印 { $n } 张
labels-printed = 已打印 { $n } 张
labels-again = 再次打印
labels-print = 打印
labels-counted = 已用 { $used }，销毁 { $destroyed }，剩余 { $spare }
labels-count = 记录清点
step-outputs = 产出
outputs-of = { $made } / { $wanted }
outputs-made = 已制成 { $made }
outputs-fill = 登记灌装容器
outputs-lot = 登记制成批
step-ready = 设备与房间
step-materials = 物料与容器
scan-count = 已扫 { $done } / { $all }
scan-not-yet = 尚未扫描
scan-all-done = 全部已扫描
step-deviations = 偏差
step-signatures = 签名
sign-performer = 操作人
sign-verifier = 复核人
sign-reaffirm = 重新确认
sign-after-begin = 步骤完成后签名。
sign-verifier-waits = { $role }：须为另一人，操作人签名后复核。
sign-second-name = 第二人的登录名
sign-second-hint = 可由另一人在此以本人登录名与密码签名。
sign-superseded-note = 签名后内容有变更
bar-record = 批记录
bar-deviation = 报告偏差
bar-begin = 开始步骤 { $number }
bar-complete = 签署步骤 { $number }
bar-verify = 复核步骤 { $number }
bar-next = 下一步骤
bar-blocked = 尚有 { $n } 项阻碍，见上方

# 批次。
task-begin = 开始
task-go-on = 继续
task-verify = 复核
task-reaffirm = 重新确认
batch-tasks = 我接下来要做的
batch-no-tasks = 没有等待您的步骤
    .words = 轮到且您具备资质的步骤会出现在这里。
batch-all = 全部批次
batch-none = 尚无批次
    .words = 请按生效工艺开始一个批次。
batch-pages = 批次分页
verify-title = 复核队列
verify-count = { $n } 个步骤待复核
verify-mine = 由您复核
verify-others = 由他人复核
verify-none = 没有等待您复核的步骤
    .words = 操作人签名且您可复核的步骤会出现在这里。
verify-performed = 操作人 { $who }
verify-waits = 已等待 { $span }
verify-reaffirm = 由您重新确认
together-tick = 勾选{ $thing }
together-verify = 复核所选步骤
together-review = 复核所选结果
together-reaffirm = 重新确认所选签名
together-all = { $batch } 的全部 { $n } 项
together-open = 打开
together-title-verify = 一并复核步骤
together-title-review = 一并复核结果
together-title-reaffirm = 一并重新确认签名
together-count = 已选 { $n } 项
together-things = 签名涵盖的内容
together-things-note = 一次签名按哈希涵盖此处列出的每条记录。
together-sign = 您的签名
together-against = 不能签署的原因
together-without = 去掉这些，继续
together-changed = 已被取代：请查看更改之处
together-none = 未勾选任何内容
    .words = 请返回并勾选您已查看的内容。
together-back = 重新选择
start-which = 选择工艺
start-what = 患者、房间与起始数据
start-none = 尚无工艺
    .words = 由工艺工程师提交，质量审核员批准。
start-no-order = 没有本工艺的治疗申请
    .words = 须先由医师提出治疗申请。
start-choose = 请选择
start-grade = { $grade } 级
start-no-grade = 无级别要求
record-aside = 记录相关
record-complete = 批记录完成
record-figures = 概览
record-steps = 步骤已完成
record-to-verify = 待复核
record-superseded = 签名已被取代
record-exceptions = 例外
record-exceptions-title = 例外
record-no-exceptions = 没有例外
    .words = 目前一切符合规定。
record-deviations = 未关闭偏差
record-no-deviations = 没有偏差
record-next = 接下来
record-about = 关于本批
record-started = 开始时间
record-started-by = 开始人
record-samples = 样品
record-no-samples = 尚未取样
record-entries = { $n } 条记录
record-what = 内容
record-said = 记录
record-who = 人员
record-when = 时间
record-entry = 记录号
entry-begun = 开始
entry-scanned = 扫描
entry-used = 使用
entry-sample = 取样
entry-labels = 标签
entry-made = 制成
entry-corrected = 已更正
entry-derived = 计算
exception-action-limit = 超出纠偏限
exception-alert-limit = 超出警戒限
exception-corrected = 已更正
exception-late = 补录
exception-told = 事后报告
exception-signature-superseded = 签名已被取代
exception-signature-reaffirmed = 签名已重新确认
exception-signature-withdrawn = 签名已撤回
exception-labels-unaccounted = 标签数量不符
exception-repeat-unmet = 已到最后一轮仍未达到终点
exception-deviation = 偏差
exception-open = 待处理
exception-on-record = 已记录
exception-look = 查看
genealogy = 谱系
genealogy-says = { $batch } 的来源与去向，共 { $nodes } 项。

# 放行。
release-title = 放行审核
release-record = 完整记录
release-review = 例外审核
release-entries = 条记录
release-expected = 符合规则
release-exceptions = 例外，{ $open } 项待结论
release-spec = 质量标准
release-no-spec = 没有质量标准
release-line-not-reviewed = 待复核
release-line-missing = 缺失
release-line-pending = 待检
release-days = 天数
release-state = 状态
release-decision = 决定
release-meaning = 含义
release-standing = 效力
release-no-signatures = 尚无签名
release-signatures-all = 全部 { $n } 个签名
release-signatures-note = 共 { $all } 个，{ $superseded } 个已被取代，{ $withdrawn } 个已撤回
release-review-signed = 记录已审核
release-signed = 已放行
release-rejected = 已判不合格
decide-review = 审核
decide-release = 放行
decide-reject = 判不合格
decide-review-words =
    { $n ->
        [0] 本记录没有例外。
       *[other] 您签署确认已查看全部 { $n } 项例外。
    }
ready-complete =
    { $n ->
        [0] 记录已完成
       *[other] 记录未完成：{ $n } 个步骤
    }
ready-signatures =
    { $n ->
        [0] 签名均有效
       *[other] 被取代的签名：{ $n }
    }
ready-exceptions =
    { $n ->
        [0] 例外均已结论
       *[other] 待结论的例外：{ $n }
    }
ready-deviations =
    { $n ->
        [0] 偏差均已关闭
       *[other] 未关闭的偏差：{ $n }
    }
ready-results =
    { $n ->
        [0] 结果均符合且已复核
       *[other] 缺失、待复核或不符合的结果：{ $n }
    }
ready-reviewed = 质量部门已审核记录
ready-pending = 放行后出具的结果：{ $n }

# 样品与结果。
samples-title = 检验
samples-count = 待接收 { $receive } · 待检 { $due } · 待复核 { $review }
samples-receive = 待接收样品
samples-due = 待检项目
samples-review = 待复核结果
samples-by = 期限
samples-late = 逾期
samples-none = 这里没有内容
samples-none-receive = 批次取样后，样品会出现在这里。
samples-none-due = 样品接收后，检验项目会出现在这里。
samples-none-review = 录入结果且尚无他人复核时，会出现在这里。
sample-about = 关于本样品
sample-taken = 取样时间
sample-taken-by = 取样人
sample-receive = 接收样品
sample-received = 已接收
sample-results = 结果
sample-more = 更多
sample-reviewer = 复核人
sample-open-review = 打开复核
sample-set-aside = 已判无效
sample-set-aside-do = 判定无效
sample-no-equipment = 无
sample-retained-title = 留样
sample-retained-words = 本样品留存，不检验。
spec-reported = 仅报告
result-hint = { $limit } · { $decimals } 位小数
result-how = 数值类型

# 工艺。
process-version = 版本 { $version }
process-versions = 版本
process-waiting = { $n } 个待批准
process-none-effective = 无生效版本
process-not-effective = 无生效版本
process-from = { $day } 起
process-from-hint = 留空则自今天起生效。
process-approval = 批准
process-author = 起草人
process-approver = 批准人
process-withdrawer = 撤回人
process-changes = 相对版本 { $version } 的变更
process-document = 工艺文本
process-hashes = 哈希值
