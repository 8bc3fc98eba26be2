# 批次档案：一份文件，无需本中心即可验证。
dossier = 批次档案
dossier-file = 一份文件中的全部记录
    .words = 关于本批次、其所属内容以及其判定所读取内容的每一条记录，并附有各条均在已签名日志之中的证明。持有此文件者无需本中心即可验证。
dossier-take = 保存档案
dossier-take-named = 保存含姓名版
    .words = 档案默认为编码版：不打开任何姓名与自由文本，证明依然有效。含姓名版按您的角色权限打开，并在访问日志中记录所涉人员。
dossier-check = 验证
    .words = 验证器是一个网页文件，可从磁盘打开，无需网络。保存一次，打开后将档案拖放其上即可。
dossier-check-command = 或使用程序：
dossier-verifier = 保存验证器
dossier-heads = 完整到何处
    .words = 可以证明无缺失的范围，截至最近一次封存全部记录末端的那一条。其后的记录也在文件中，但可能还有更多。
dossier-whole = 完整至最新一条
dossier-not-whole = 尚不完整
dossier-sealed-at = 封存记录
dossier-sealed-on = 封存时间
