# 房间、设备、交接与床旁操作被拒绝的原因与下一步。

# 扫码。
refusal-unknown-scan =
    { $why ->
        [another-kind] 扫描的不是此处所需的对象。
        [no-such-subject] 本中心没有此标签的对象。
        [ambiguous] 有多个对象使用此标签。
        [no-identity] 此标签未说明是哪个容器。
        [no-chain-of-identity] 扫描内容不含身份链。
       *[other] 扫描内容无法识别。
    }
    .next = 请只扫描所需的标签；仍无法识别时，请录入标签下方的代码。

# 房间与设备。
refusal-room-exists = { $room } 已定义。
    .next = 请直接使用，或另选代码。
refusal-clearance-hours-out-of-range = 清场有效期不能为 { $hours } 小时。
    .next = 请填写一小时至数日之间的时长。
refusal-clearance-incomplete =
    尚未查看：{ $missing ->
        [surfaces] 台面、安全柜与地面
        [equipment] 设备
        [materials] 剩余物料
        [labels] 标签
        [documents] 其他批次的文件
        [waste] 废弃物
       *[other] { $missing }
    }。
    .next = 请查看后勾选。
refusal-room-in-use = { $batch } 在 { $room } 有开放物料。
    .next = 请先封闭或移出。
refusal-clearance-not-performed = { $room } 尚未清场。
    .next = 请先清场，再由第二人复核。
refusal-clearance-already-verified = { $room } 的清场已复核。
    .next = 无需再操作。
refusal-equipment-exists = { $equipment } 已定义。
    .next = 请直接使用，或另选代码。
refusal-due-before-done = 校准有效期 { $due } 早于校准日期。
    .next = 请核对证书上的日期。
refusal-wrong-equipment-class = { $equipment } 属于 { $class }，需要的是 { $wanted }。
    .next = 请取 { $wanted } 类设备并扫描。
refusal-not-calibrated = { $equipment } 使用时没有有效校准。
    .next = 请使用已校准的设备。
refusal-calibration-expired = { $equipment } 的校准已于 { $due } 到期。
    .next = 请使用其他设备，或先校准该设备。
refusal-room-not-cleared = { $room } 未清场。
    .next = 请清场并由第二人复核。
refusal-clearance-not-verified = { $room } 的清场尚未由第二人复核。
    .next = 请由另一人复核。
refusal-clearance-void = { $room } 清场后有 { $batch } 进出。
    .next = 请重新清场。
refusal-clearance-lapsed = { $room } 清场已 { $hours } 小时，有效期为 { $hours_max } 小时。
    .next = 请重新清场。
refusal-other-material-open = { $room } 内有 { $batch } 的开放物料。
    .next = 请等待其封闭，或使用其他房间。
refusal-room-grade-too-low = { $room } 为 { $grade } 级，需要 { $wanted } 级。
    .next = 请使用 { $wanted } 级或更高级别的房间。

# 患者、申请与知情同意。
refusal-weight-not-plausible = { $weight } 不是合理的体重。
    .next = 请重新称重，以 kg 录入，范围 0.5 至 400。
refusal-chain-not-issued = 无法为 { $order } 生成身份链。
    .next = 请联系系统管理员：机构编号不符，或本年度编号已用完。
refusal-consent-scope-missing = 未说明同意的范围。
    .next = 请至少勾选一项。
refusal-consent-missing =
    患者尚未同意{ $scope ->
        [treatment] 治疗
        [research] 研究
        [long-term-follow-up] 长期随访
       *[other] { $scope }
    }（{ $order }）。
    .next = 请停止。须由医师先取得并记录知情同意。
refusal-consent-withdrawn =
    患者已撤回对{ $scope ->
        [treatment] 治疗
        [research] 研究
        [long-term-follow-up] 长期随访
       *[other] { $scope }
    }的同意（{ $order }）。
    .next = 请停止，并与医师沟通。
refusal-wrong-patient = 患者不符：此腕带不属于 { $order }。
    .next = 请停止，不得给药。找到正确的患者后重新扫描，并报告未遂事件。
refusal-unknown-wristband = 本中心没有佩戴此腕带的患者（{ $order }）。
    .next = 请停止并重新扫描腕带；仍无法识别时联系协调员。
refusal-wrong-chain = 产品袋不符：该袋为 { $chain }，此患者应为 { $wanted }。
    .next = 请停止，不得给药。将该袋隔离存放，取正确的产品袋，并报告未遂事件。

# 采集。
refusal-label-taken = { $container } 已使用此标签。
    .next = 请使用新标签；捐献编号只用一次。
refusal-volume-not-plausible = { $volume } 不是合理的体积。
    .next = 请重新测量，以 mL 录入。
refusal-collection-ended-before-start = 采集结束时间 { $ended } 早于开始时间 { $started }。
    .next = 请更正时间。
refusal-expired-when-collected = 有效期 { $expiry } 早于采集时间。
    .next = 请更正有效期。

# 容器与交接。
refusal-hand-over-open = { $container } 正在交接：{ $needed } 人中已有 { $signed } 人签收。
    .next = 请其余人员先签收。
refusal-not-received =
    { $container } 已交至{ $place ->
        [collection-unit] 采集室
        [suite] 洁净车间
        [laboratory] 检验室
        [store] 库房
        [ward] 病房
       *[other] { $place }
    }，但尚未收货核对。
    .next = 请先收货核对：扫描标签、比对身份链、读取转运温度。
refusal-not-at-hand =
    { $container } 不在此处，现在{ $place ->
        [collection-unit] 采集室
        [courier] 转运途中
        [suite] 洁净车间
        [laboratory] 检验室
        [store] 库房
        [ward] 病房
       *[other] { $place }
    }。
    .next =
        请交接至{ $wanted ->
            [collection-unit] 采集室
            [courier] 转运员
            [suite] 洁净车间
            [laboratory] 检验室
            [store] 库房
            [ward] 病房
           *[other] { $wanted }
        }并在该处收货核对。
refusal-still-stored = { $container } 仍在库位中。
    .next = 请先出库。
refusal-taken-by-another = { $container } 已投入 { $batch }。
    .next = 请停止，改用正确的容器。
refusal-container-rejected = { $container } 已判不合格。
    .next = 不得使用。请隔离存放并联系质量部门。
refusal-already-infused = { $container } 已回输（{ $infusion }）。
    .next = 请停止并核对标签。
refusal-not-released = { $container } 未放行。
    .next = 不得给药，须先由质量部门放行。
refusal-expired = { $container } 已于 { $expiry } 过期。
    .next = 不得给药。请联系医师与质量部门。
refusal-container-deviation-open = { $container } 的偏差 { $deviation } 尚未关闭。
    .next = 质量部门关闭偏差之前不得使用。
refusal-signatures-out-of-range = 签收人数不能为 { $signatures }，应为 1 至 { $signatures_max }。
    .next = 请填写 1 至 { $signatures_max }。
refusal-not-being-handed-over = { $container } 没有正在进行的交接。
    .next = 请持有人先发起交接。
refusal-already-signed = { $person } 已签收 { $container }。
    .next = 请由另一人签收。
refusal-wrong-label = 扫描到的是 { $scanned }，应为 { $container }。
    .next = 请停止，将其放在一旁并寻找 { $container }。
refusal-chain-not-scanned = 未读取 { $container } 的身份链。
    .next = 请扫描标签上的身份链。
refusal-not-handed-over = { $container } 未交至此处，或已收货核对。
    .next = 请查看其当前状态。
refusal-transport-out-of-limits = 途中温度 { $temperature } 超出 { $limits }。
    .next = 请隔离存放并联系质量部门，附理由报告到货。
refusal-transport-not-measured = 缺少转运温度（{ $temperature }）。
    .next = 请读取温度记录仪；没有记录时附理由报告到货。
refusal-location-occupied = { $location } 已存放另一患者的 { $container }。
    .next = 请选择空库位。
refusal-not-stored = { $container } 不在库中。
    .next = 请查看其当前状态。
refusal-wrong-location = { $container } 存放于 { $stored_at }，不在 { $location }。
    .next = 请停止：这可能是另一容器，请扫描确认。

# 床旁。
refusal-not-issued = { $container } 尚未发放用于回输。
    .next = 请先由库房发放。
refusal-one-identification-only = 2 人中只有 { $people } 人完成核对（{ $container }）。
    .next = 须由两名不同人员各自扫描腕带与产品袋。
refusal-identification-lapsed = 核对已超过 { $minutes_max } 分钟（{ $container }）。
    .next = 请两人重新扫描。
refusal-identification-minutes-out-of-range = 床旁核对的有效时间不能为 { $minutes } 分钟。
    .next = 请填写 { $minutes_min }–{ $minutes_max } 分钟。
refusal-thaw-time-missing = 缺少解冻时间（{ $container }）。
    .next = 请填写解冻时间。
refusal-thawed-after-start = 解冻时间 { $thawed } 晚于回输时间。
    .next = 请更正时间。
refusal-in-use-time-exceeded = { $container } 解冻已 { $minutes } 分钟，最长 { $minutes_max } 分钟。
    .next = 不得给药，请联系医师。
refusal-unit-does-not-fit = { $reading } 的单位不符，应为 { $wanted }。
    .next = 请以 { $wanted } 录入。
refusal-infusion-not-started = 没有 { $infusion } 开始的记录。
    .next = 请同时记录其开始。
refusal-infusion-ended-before-start = 结束时间早于 { $started } 的开始时间（{ $infusion }）。
    .next = 请更正时间。
refusal-infusion-already-ended = { $infusion } 的结束已于 { $ended } 记录。
    .next = 请查看其记录；以最后一次为准。
refusal-patient-erased = 该患者的身份信息此前已被擦除。
    .next = 如开始新的治疗，请重新登记。
refusal-therapy-under-way = 医嘱 { $order } 的治疗正在进行，且知情同意有效。
    .next = 请先记录撤回同意，或待治疗结束。
refusal-retention-holds = 医嘱 { $order } 的记录须保存至 { $until }（{ $source }）。
    .next = 请向本人说明。在此日期之前不得擦除。
