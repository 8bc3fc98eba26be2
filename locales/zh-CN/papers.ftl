# 纸质文件：批生产记录与证书的 PDF。
paper-record = 批生产记录
paper-certificate = 检验报告与放行证书
paper-page = 第 { $n } 页，共 { $m } 页
paper-made-from = 本文件依据日志 { $log } 生成，当时共 { $size } 条记录，根哈希 { $root }。与本批记录相关的最新一条为第 { $position } 条，记录时间 { $moment }。
paper-proves-nothing = 本文件本身不具证明效力：它只是记录的呈现，任何人都能另行打印。如需核实，请向中心索取 { $batch } 的档案文件，拖入 dossier.html 页面，或运行：centrosome verify --dossier { $batch }.dossier。二维码载有批号、日志、记录条数与根哈希。
paper-text-hash = 文本 SHA-256 { $hash }
paper-compiled-hash = 编译形式 SHA-256 { $hash }
paper-chain = 身份链
paper-closed = 本文件未公开此文字
paper-action = 纠偏限 { $limits }
paper-alert = 警戒限 { $limits }
paper-limits = 判定与限度
paper-who-when = 人员与时间
paper-steps = 已完成步骤
paper-round = 第 { $round } 轮
paper-exceptions = 共 { $all } 项，其中待处理 { $open } 项
paper-recorded = 录入于 { $moment }
paper-late = 补录，录入于 { $moment }
paper-stands = 有效
paper-reaffirmed = 变更后已重新确认
paper-superseded = 已被取代：所签内容此后有变更
paper-withdrawn = 已撤回
paper-hold = 自“{ $from }”起的存放时限：起算 { $since }{ $earliest ->
    [none] {""}
   *[other] ；最早开始 { $earliest }
}{ $latest ->
    [none] {""}
   *[other] ；最迟开始 { $latest }
}。
paper-open = 产品暴露 { $minutes } 分钟，上限 { $most } 分钟。
paper-materials = 物料
paper-material = 物料名称
paper-supplier-lot = 供应商批号
paper-expiry = 有效期至 { $day }
paper-equipment = 设备
paper-device = 设备编号
paper-calibrated-until = 校准有效期至
paper-samples = 样品与检验结果
paper-taken = { $moment } 由 { $by } 取样，步骤：{ $step }。
paper-received = { $moment } 由 { $by } 接收：{ $condition }。
paper-test = 检验项目
paper-method = { $method } · 第 { $round } 次检验
paper-result = 结果
paper-sample-tester = 样品、检验人、复核人
paper-reviewed-by = 复核人 { $by }
paper-set-aside = 已判无效
paper-where = 位置
paper-on-the-whole = 整份记录的签名
paper-is-released = 已放行。以现有记录与检验结果为准，放行有效。
paper-is-rejected = 已拒绝放行。产品不得使用。
paper-changed-since = 放行后有变更：记录或检验结果与放行时不同。
paper-release-withdrawn = 放行已撤回。产品不得使用。
paper-undecided = 未放行。尚未对本批作出决定，本文件不是放行证书。
paper-pending = 放行时以下结果尚未得出：{ $lines }。

# 何处获取纸质文件。
papers = 纸质文件
    .words = 以现有内容生成的记录 PDF，不含姓名。其本身不具证明效力：需要依据时请使用档案。
paper-take-record = 批生产记录 PDF
paper-take-certificate = 证书 PDF
paper-take-named = 含姓名
