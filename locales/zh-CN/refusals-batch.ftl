# 有关批次或工艺的事项为何被拒绝；若已发生，则为所见问题。

# 不在第一轮时。
refusal-in-round = （第 { $round } 轮）

# 工艺条件中的连接词。
condition-and = 且
condition-or = 或
condition-not = 非
condition-is = 为

# 步骤及其顺序。
refusal-step-unknown = 本批工艺中没有步骤“{ $step }”。
    .next = 请从批记录中打开该步骤。
refusal-round-unknown = 步骤“{ $step }”最多 { $rounds } 轮，此处为第 { $round } 轮。
    .next = 请从批记录中打开该步骤。
refusal-not-in-step = 步骤“{ $step }”中没有“{ $name }”。
    .next = 请从批记录中打开该步骤后选择。
refusal-record-closed = { $batch } 的记录状态为 { $phase }，不再接受新记录。
    .next = 记录有误请更正；此后发生的事请报告为偏差。
refusal-step-not-begun = 步骤“{ $step }”{ $in_round }尚未开始。
    .next = 请先开始该步骤。
refusal-step-already-begun = 步骤“{ $step }”{ $in_round }已开始。
    .next = 请打开该步骤，接着往下做。
refusal-step-already-signed = 步骤“{ $step }”{ $in_round }的操作人已签名。
    .next = 数值有误请更正，之后须重新确认签名。
refusal-step-not-ready = 尚未轮到“{ $step }”{ $in_round }：须先完成“{ $waits_for }”。
    .next = 请先完成前面的步骤；若已发生，请附原因如实报告。
refusal-step-skipped = 步骤“{ $step }”{ $in_round }不需要做，条件为：{ $condition }。
    .next = 请进行下一步。
refusal-role-not-for-step = 步骤“{ $step }”须以{ $wanted }身份完成，当前身份为{ $role }。
    .next = 若您具有该身份请切换；否则请由具有该身份的人完成。
refusal-held-by-deviation = { $batch } 已暂停：偏差 { $deviation } 尚未采取措施。
    .next = 请对该偏差采取应急措施，之后可继续。
refusal-hold-time-exceeded = “{ $step }”自“{ $since }”结束起已等待 { $minutes } 分钟，最长 { $at_most }。
    .next = 请停止并联系 QA；若已开始，请附原因如实报告。
refusal-hold-time-not-reached = “{ $step }”自“{ $since }”结束起仅等待 { $minutes } 分钟，至少须等待 { $at_least }。
    .next = 请到规定时间后再开始。
refusal-open-time-exceeded = “{ $step }”中产品敞口 { $minutes } 分钟，最长 { $at_most }。
    .next = 请封闭产品并附原因如实报告，由 QA 决定可否使用。

# 步骤尚缺的内容。
refusal-value-missing = “{ $step }”中“{ $value }”尚未记录。
    .next = 请记录。
refusal-calculation-missing = “{ $step }”中“{ $value }”尚无结果，缺少：{ $lacks }。
    .next = 请先记录所需数值，再计算。
refusal-scan-missing = “{ $step }”中尚未扫描“{ $what }”。
    .next = 请扫描。
refusal-sample-missing = “{ $step }”中尚未取样：“{ $sample }”。
    .next = 请取样并贴签。
refusal-labels-not-printed = “{ $step }”中尚未打印标签“{ $label }”。
    .next = 请打印。
refusal-labels-not-reconciled = 标签“{ $label }”自上次打印后尚未清点。
    .next = 请清点已用、销毁与剩余的标签。
refusal-output-differs = “{ $step }”中“{ $output }”已制成 { $made } 个，应为 { $wanted } 个。
    .next = 请逐个登记灌装的产品，或更正数量。

# 数值。
refusal-value-already-recorded = “{ $step }”的“{ $value }”已记录为 { $reading }。
    .next = 请更正；原值保留在记录中。
refusal-device-not-scanned = “{ $value }”须用“{ $equipment }”测量，本步骤尚未扫描该设备。
    .next = 请先扫描设备。
refusal-action-limit-exceeded = “{ $step }”的“{ $value }”为 { $reading }，纠偏限为 { $limits }。
    .next = 偏差已开启，请选择应急措施。
refusal-alert-limit-exceeded = “{ $step }”的“{ $value }”为 { $reading }，警戒限为 { $limits }。
    .next = 请留意，可继续操作。
refusal-reading-implausible = “{ $value }”录入 { $reading }，超出合理范围（{ $plausible }）。
    .next = 请重新读取仪器，按显示值录入。
refusal-reading-other-unit = “{ $value }”以 { $wanted } 记录，此处为 { $reading }。
    .next = 请以 { $wanted } 录入。
refusal-reading-other-decimals =
    { $wanted ->
        [0] “{ $value }”须为整数，此处为 { $reading }。
       *[other] “{ $value }”须保留 { $wanted } 位小数，此处为 { $reading }。
    }
    .next = 请按规定的小数位数录入，末尾的零也要写。
refusal-reading-not-a-number = “{ $value }”须为数值，此处为 { $reading }。
    .next = 请录入数值。
refusal-reading-not-a-choice = “{ $value }”须为 { $choices } 之一，此处为 { $reading }。
    .next = 请选择其中一项。
refusal-nothing-to-calculate = “{ $step }”{ $in_round }可计算的结果均已记录。
    .next = 请继续本步骤。
refusal-basis-changed = “{ $step }”{ $in_round }的“{ $value }”因记录 { $entry } 更正而重新计算。
    .next = 请查看新结果及其影响。

# 扫描。
refusal-second-lot = 整批须使用同一批“{ $material }”（{ $first }），扫描的是 { $lot }。
    .next = 请扫描正在使用的批号。
refusal-lot-not-made-by-process = { $lot } 不是本中心以 { $process } 制成并放行的批。
    .next = 请扫描该工艺制成且已放行的批。
refusal-lot-attribute-missing = { $lot } 的“{ $attribute }”未知，而计算需要它。
    .next = 请补录该批的数值，或使用其他批。
refusal-quantity-unfit = { $reading } 不是有效数量。
    .next = 请录入大于零的数值。
refusal-another-device = 本批“{ $equipment }”一直使用 { $first }，此处为 { $device }。
    .next = 请使用本批最初的设备。
refusal-wrong-room = 本批此处指定房间为 { $wanted }，扫描的是 { $room }。
    .next = 请到本批的房间扫描。
refusal-batch-without-order = { $batch } 不为任何患者制备，{ $container } 不属于本批。
    .next = 请将容器放回原处并联系 QA。
refusal-second-container = 此处已接收 { $first }，扫描的是 { $container }。
    .next = 请扫描正在使用的容器。
refusal-not-this-output = { $product } 不是本批制成的“{ $output }”。
    .next = 请停止，取本批制成的产品再扫描。

# 取样与标签。
refusal-sample-already-taken = 样品“{ $sample }”已取，编号 { $taken }。
    .next = 请使用该样品。
refusal-labels-already-printed = “{ $step }”中已打印 { $count } 张标签“{ $label }”。
    .next = 再次打印须附原因，每张标签都要清点。
refusal-label-count-zero = 标签“{ $label }”的张数为零。
    .next = 请填写张数。
refusal-labels-too-many = 标签“{ $label }”{ $count } 张，超过工艺规定的 { $wanted } 张。
    .next = 请按规定张数打印；多打印须附原因。
refusal-labels-unaccounted = 标签“{ $label }”共打印 { $printed } 张，仅清点到 { $accounted } 张。
    .next = 请重新清点；若仍缺少，请附原因如实报告，将开启偏差。

# 步骤签名。
refusal-step-not-performed = “{ $step }”{ $in_round }的操作人尚未签名。
    .next = 请等操作人签名。
refusal-verification-not-wanted = “{ $step }”无需复核。
    .next = 请进行下一步。
refusal-step-already-verified = “{ $step }”{ $in_round }已复核。
    .next = 请进行下一步。
refusal-performer-superseded = “{ $step }”{ $in_round }操作人签名所涵盖的内容已在记录 { $entry } 变更。
    .next = 请操作人查看变更并重新确认，之后再复核。

# 开始批次。
refusal-order-needed = { $process } 为单个患者制备。
    .next = 请指定治疗申请。
refusal-order-not-wanted = { $process } 不为单个患者制备。
    .next = 请勿指定治疗申请。
refusal-order-for-another-process = { $order } 的工艺为 { $ordered }，不是 { $process }。
    .next = 请选择申请本工艺的治疗申请。
refusal-rooms-differ = 工艺需要以下房间：{ $wanted }；已给出 { $given } 间。
    .next = 请按此顺序逐一指定。
refusal-inputs-differ = 工艺需要以下数据：{ $wanted }；已给出 { $given } 项。
    .next = 请按此顺序逐一录入。
refusal-input-unfit = { $reading } 不能作为“{ $name }”，应为 { $wanted }。
    .next = 请核对数值与单位。

# 工艺。
refusal-process-already-approved = 版本 { $version } 已批准。
    .next = 无需再做。
refusal-process-version-withdrawn = 版本 { $version } 已撤回。
    .next = 请提交新版本。
refusal-effective-in-the-past = 生效日 { $from } 已过。
    .next = 请选择今天或以后的日期。
refusal-compiled-unknown = 尚无人提交编译结果 { $compiled }。
    .next = 请先编译文本，返回结果中有两个哈希值。
refusal-process-text-differs = 编译结果来自 { $compiled_from }，不是本文本 { $text }。
    .next = 请编译本文本后再提交。
refusal-process-differs = 文本中的工艺为 { $found }，不是 { $process }。
    .next = 请以文本中的名称提交。
refusal-process-version-differs = 文本中的版本为 { $found }，不是 { $version }。
    .next = 请以文本中的版本提交。
refusal-process-word-unknown = 中心没有 { $what }“{ $word }”。
    .next = 请使用词汇表中的词。
refusal-process-version-exists = 版本 { $version } 已存在。
    .next = 请给文本新的版本号；已查看过的内容不替换。
refusal-no-effective-version = { $process } 今天没有生效版本。
    .next = 请先由 QA 批准一个版本，或等到其生效日。
refusal-process-version-unknown = { $process } 没有版本 { $version }。
    .next = 请查看现有版本。
refusal-compiled-missing = 缺少编译结果 { $compiled }。
    .next = 请服务器管理员从对象库恢复；在此之前无法继续。
refusal-process-already-withdrawn = 版本 { $version } 之前已撤回。
    .next = 无需再做。

# 表单中录入的内容。
refusal-date-unreadable = 日期无法识别。
    .next = 请按“年-月-日”填写，如 2026-11-22。
refusal-moment-unreadable = 日期与时间无法识别。
    .next = 请选择日期与时间，如 2026-11-22 10:25。
refusal-not-a-whole-number = “{ $given }”不是整数。
    .next = 请录入整数，如 3。
refusal-scan-not-for-this-step = 本步骤不扫描 { $scanned }。尚待扫描：{ $wanted }。
    .next = 请取所需物品再扫描。
refusal-second-signer-unknown = 登录名与密码不符。
    .next = 请第二人输入本人的登录名与密码。未作任何记录。

# 完成、更正与灌装。
refusal-batch-rejected = { $batch } 已判不合格。
    .next = 不得使用其任何产品，记录保持原样。
refusal-steps-open = 尚有 { $count } 个步骤未完成，首个为“{ $next }”。
    .next = 请完成未完成的步骤。
refusal-signature-superseded = “{ $step }”{ $in_round }的签名（记录 { $entry }）因变更而被取代。
    .next = 请签名人查看变更并重新确认。
refusal-labels-open = 标签“{ $label }”自上次打印后尚未清点。
    .next = 请清点已用、销毁与剩余的标签。
refusal-record-already-complete = { $batch } 的记录已签署完成。
    .next = 请进行审核。
refusal-nothing-to-correct = “{ $step }”的“{ $value }”尚无记录。
    .next = 请记录。
refusal-correction-changes-nothing = “{ $value }”现值即为 { $reading }。
    .next = 无需更正，或录入应有的数值。
refusal-release-superseded = { $batch } 已放行，此变更使该放行失效。
    .next = 请 QA 查看变更后重新放行，或判不合格。
refusal-changed-after-release = { $batch } 的产品在记录变更前已发放、输注或使用。
    .next = 请立即告知医生，由 QA 评估对患者的影响。
refusal-no-such-signature = 记录 { $entry } 不是 { $about } 上可撤回的签名。
    .next = 请核对记录号；数值或结果有误请更正，不合格判定不可撤回。
refusal-signature-already-withdrawn = 记录 { $entry } 的签名此前已撤回。
    .next = 无需再做。
refusal-signature-of-another = 记录 { $entry } 的签名由 { $person } 签署。
    .next = 由 { $person } 本人或 QA 审核人撤回。
refusal-lot-used-before-withdrawal = { $lot } 在视为已放行期间用于 { $batch }。
    .next = 由 QA 评估对 { $batch } 的影响。
refusal-lot-used-for-more-before-withdrawal = { $lot } 另外还用于 { $more } 个批次；本条记录逐一告知。
    .next = 由 QA 逐批评估影响。
refusal-nothing-to-reaffirm = 您在“{ $step }”{ $in_round }没有被取代的签名。
    .next = 无需再做。
refusal-output-full = “{ $step }”的“{ $output }”已登记满 { $wanted } 个。
    .next = 请核对数量，若确实更多请更正。
refusal-product-code-missing = 工艺未给出“{ $output }”的产品代码。
    .next = 请工艺工程师在新版本中补充。
refusal-content-unfit = “{ $field }”为 { $reading }，无效。
    .next = 请录入大于零的数值。
refusal-output-other-kind = “{ $output }”的类型为 { $kind }，不是容器。
    .next = 请登记制成批。
refusal-output-no-lot = “{ $output }”的类型为 { $kind }，不是批。
    .next = 请登记灌装容器。
refusal-lot-empty = { $quantity } 不是有效的批量。
    .next = 请录入大于零的制成量。
refusal-donation-unknown = { $batch } 未接收起始物料，没有可沿用的捐献编号。
    .next = 请先扫描起始物料容器。
refusal-product-without-order = { $batch } 不为任何治疗申请制备，其产品不属于任何患者。
    .next = 请停止并联系 QA。

# 批次的判定。
refusal-signer-took-part = { $person } 参与了 { $batch } 的制备。
    .next = 须由未参与者签名。
refusal-signer-tested = { $person } 检验过 { $batch } 或复核过其结果。
    .next = 须由未参与者签名。
refusal-signer-reviewed = { $person } 审核过 { $batch } 的记录。
    .next = 须由另一人放行。
refusal-record-incomplete = { $batch } 的记录尚未签署完成（以现有内容为准）。
    .next = 请生产部门先完成并签署记录。
refusal-record-already-reviewed = { $batch } 的记录已审核（以现有内容为准）。
    .next = 由放行人作出决定。
refusal-exceptions-differ = 您查看了 { $seen } 项例外，实际有 { $found } 项。
    .next = 请重新载入页面，查看全部例外。
refusal-exception-open = 例外尚未处理完毕：{ $kind } { $what }。
    .next = 请先处理：关闭偏差，或重新确认签名。
refusal-record-not-reviewed = { $batch } 的记录尚未审核（以现有内容为准）。
    .next = 请质量审核员先审核。
refusal-batch-already-released = { $batch } 已放行（以现有内容为准）。
    .next = 无需再做。
refusal-deviation-open = 偏差 { $deviation } 未关闭。
    .next = 请调查并关闭。
refusal-result-missing = “{ $attribute }”没有结果。
    .next = 请检验部门录入。
refusal-result-not-reviewed = “{ $attribute }”的结果尚未复核（以现有内容为准）。
    .next = 请检验复核员复核。
refusal-result-fails = “{ $attribute }”不符合：{ $reading }。
    .next = 请判本批不合格，或经调查判定结果无效。
