# 登录、首页与待办、搜索。
sign-in = 登录
sign-in-name = 用户名或人员代码
sign-in-password = 密码
sign-in-failed = 未能登录
sign-in-people = 演示人员
sign-in-demo-password = 统一密码：

home-waiting =
    { $n ->
        [0] 没有待办事项
       *[other] { $n } 项待办
    }
home-nothing = 没有待办事项
    .words = 有需要您处理的事项时会自动显示在这里。
home-empty = 以下清单为空
home-all = 全部 { $n } 项
home-together = 一次签署多项
home-no-role = 您今天没有任何角色
    .words = 角色由管理员分配；在此之前您无法操作。
home-role = 当前角色
home-mine = 我最近的操作
home-mine-none = 暂无
    .words = 您的操作会连同其日志位置显示在这里。

waiting-infusion-end = 正在回输
    .empty = 回输从开始到记录结束期间显示在这里。
waiting-infusion-start = 已核对，未开始
    .empty = 第一人扫描腕带与产品袋后显示在这里。
waiting-infusion = 待回输的产品袋
    .empty = 已放行的产品袋发放并送达病房后显示在这里。
waiting-consent = 待取得知情同意
    .empty = 患者同意治疗之前，申请显示在这里。
waiting-hand-over = 待签收
    .empty = 容器交接中、签收人数未满时显示在这里。
waiting-receipt = 待收货核对
    .empty = 容器签收后、未核对到货前显示在这里。
waiting-batch-step = 生产中的批次
    .empty = 批次有步骤待执行时显示在这里。
waiting-verification = 待复核的步骤
    .empty = 批次有步骤等待第二人时显示在这里。
waiting-reaffirmation = 待重新确认的签名
    .empty = 已签内容被更正后，批次显示在这里。
waiting-clearance-verification = 待复核的清场
    .empty = 房间清场后、第二人查看前显示在这里。
waiting-sample-receipt = 待接收的样品
    .empty = 取样后样品显示在这里。
waiting-test-result = 待录入的结果
    .empty = 已接收的样品在全部检验完成前显示在这里。
waiting-result-review = 待复核的结果
    .empty = 结果等待第二人复核时，样品显示在这里。
waiting-deviation = 未关闭的偏差
    .empty = 偏差从开启到关闭期间显示在这里。
waiting-batch-review = 待审核的批记录
    .empty = 批次完成最后一步后显示在这里。
waiting-batch-release = 待放行的批次
    .empty = 批记录审核后显示在这里。
waiting-lot-release = 待检的物料批
    .empty = 物料批接收后显示在这里。
waiting-process-approval = 待批准的工艺
    .empty = 工艺版本提交后显示在这里。
waiting-role-renewal = 待重新分配的角色
    .empty = 人员的角色到期前三十天显示在这里。
    .line = { $role }，至 { $day }

home-role-ends = 您的角色“{ $role }”将于 { $day } 到期。请管理员重新分配。

find-title = 搜索
find-found = 搜索结果
find-none = 没有此编号的对象
    .words = 请重新扫描标签，或按印刷的编号录入：B26-0042、OP-07、C26-0001。
