# 拒绝的原因与下一步。每个代码一条：`refusal-<代码>`；属性 `.next` 说明下一步怎么做。写明对象、数值与限值。
refusal-next = 下一步：
refusal-more = 未执行，原因 { $n } 项
refusal-without-sentence = 规则“{ $code }”不允许此操作。
