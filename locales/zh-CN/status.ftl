# 状态的通用词；页面有更确切的词时用页面自己的。
status-ok = 合格
status-alert = 警戒
status-action = 行动
status-info = 进行中
status-idle = 未开始
