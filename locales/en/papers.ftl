# Papers: the batch record and the certificate as PDF.
paper-record = Batch record
paper-certificate = Certificate of analysis and release
paper-page = Page { $n } of { $m }
paper-made-from = Made from the log { $log } when it had { $size } entries, root { $root }. The latest entry about this record is { $position }, of { $moment }.
paper-proves-nothing = This paper proves nothing by itself: it is a rendition, and anybody can print another. To check what it says, take the dossier of { $batch } from the centre and drop it onto dossier.html, or run: centrosome verify --dossier { $batch }.dossier. The square code holds batch, log, number of entries and root.
paper-text-hash = Text, SHA-256 { $hash }
paper-compiled-hash = Compiled form, SHA-256 { $hash }
paper-chain = Chain of identity
paper-closed = text not opened on this paper
paper-action = Action limit { $limits }
paper-alert = Alert limit { $limits }
paper-limits = Verdict and limits
paper-who-when = By, at
paper-steps = Steps done
paper-round = round { $round }
paper-exceptions = { $all }, of these open: { $open }
paper-recorded = taken down { $moment }
paper-late = entered late, taken down { $moment }
paper-stands = Stands
paper-reaffirmed = Reaffirmed after a change
paper-superseded = Superseded: what it covers was changed since
paper-withdrawn = Withdrawn
paper-hold = Hold time since { $from }: from { $since }{ $earliest ->
    [none] {""}
   *[other] ; not to begin before { $earliest }
}{ $latest ->
    [none] {""}
   *[other] ; to begin no later than { $latest }
}.
paper-open = Product open for { $minutes } min, at most { $most } min.
paper-materials = Materials
paper-material = Material
paper-supplier-lot = Supplier’s lot
paper-expiry = expires { $day }
paper-equipment = Equipment
paper-device = Device
paper-calibrated-until = Calibrated until
paper-samples = Samples and results
paper-taken = Taken { $moment } by { $by } in { $step }.
paper-received = Received { $moment } by { $by }: { $condition }.
paper-test = Test
paper-method = { $method } · test { $round }
paper-result = Result
paper-sample-tester = Sample, tester, reviewer
paper-reviewed-by = reviewed by { $by }
paper-set-aside = Set aside
paper-where = Where
paper-on-the-whole = Signatures on the record as a whole
paper-is-released = Released. The release stands as the record and the results stand.
paper-is-rejected = Rejected. The product is not to be used.
paper-changed-since = Released, and changed since: the record or a result is not what was released on.
paper-release-withdrawn = The release was withdrawn. The product is not to be used.
paper-undecided = Not released. Nobody has decided about this batch yet, and this paper is no certificate of a release.
paper-pending = Released while these results were still to come: { $lines }.

# Where papers are had.
papers = On paper
    .words = PDFs of the record as it stands, without names. They prove nothing by themselves: whoever is to rely on them takes the dossier.
paper-take-record = Batch record as PDF
paper-take-certificate = Certificate as PDF
paper-take-named = With names
