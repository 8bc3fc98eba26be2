//! Who sees what in clear: whatever is sealed about patients is in no page and in no answer of any
//! role that may not see it, however it is asked for.

use super::care;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use domain::id::Kind;
use domain::people::Role;
use engine::data::DataFolder;
use tower::ServiceExt as _;
use web::app::{App, Settings, router};

/// What the story knows of its patients and nobody else may.
const SEALED: [&str; 3] = ["Synthetic Patient", "合成患者", "1971-03-09"];

/// Everybody of the story, with a role.
const PEOPLE: [(&str, Role); 10] = [
    ("AD-01", Role::Administrator),
    ("PH-05", Role::Physician),
    ("NU-02", Role::Nurse),
    ("CO-01", Role::Coordinator),
    ("CR-01", Role::Courier),
    ("OP-07", Role::Operator),
    ("SK-01", Role::Storekeeper),
    ("QA-03", Role::QaReviewer),
    ("FE-01", Role::FacilityEngineer),
    ("IN-01", Role::Inspector),
];

async fn get(router: &Router, cookie: &str, path: &str) -> String {
    let accept = if path.starts_with("/api/") { "application/json" } else { "text/html" };
    let request = Request::get(path).header(header::COOKIE, cookie).header(header::ACCEPT, accept);
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    assert!(!status.is_server_error(), "{path} answered {status}");
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn sign_in(router: &Router, code: &str) -> String {
    let body = format!("name={}&password={}", code.to_lowercase(), care::PASSWORD);
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "text/html");
    let response = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let mut pairs = cookies.filter_map(|value| value.to_str().ok()?.split(';').next());
    pairs.find(|pair| pair.starts_with("session=")).unwrap().to_owned()
}

/// Every address at which something of these subjects might be said.
fn addresses(app: &App) -> Vec<String> {
    let snapshot = app.engine.snapshot();
    let last = snapshot.size - 1;
    let mut all: Vec<String> = [
        "/",
        "/log",
        "/audit",
        "/find?q=SYN-0042",
        "/find?q=Synthetic",
        "/audit?words=Patient",
        "/audit?words=Patient&named=yes",
        "/audit/export.csv",
        "/audit/export.jsonl",
        "/audit/export.csv?named=yes",
        "/audit/export.jsonl?named=yes",
        "/api/v1/audit?limit=200",
        "/api/v1/audit?limit=200&named=yes",
        "/api/v1/subjects?index=order-of-patient&text=x",
    ]
    .map(str::to_owned)
    .to_vec();
    for kind in Kind::ALL {
        let name = kind.name();
        all.push(format!("/{name}"));
        all.push(format!("/{name}?at={last}"));
        all.push(format!("/api/v1/subjects/{name}"));
    }
    let told = [Kind::Patient, Kind::Order, Kind::Container, Kind::Infusion];
    for (subject, slot) in told.iter().flat_map(|kind| snapshot.centre.of_kind(*kind).take(2)) {
        for form in [
            "/{}",
            "/{}/difference",
            "/{}?at={at}",
            "/api/v1/subjects/{}",
            "/api/v1/subjects/{}/entries",
            "/api/v1/subjects/{}/difference",
            "/audit?subject={}",
            "/api/v1/subjects/{}?at={at}",
        ] {
            let path = form.replace("{}", &subject.to_string());
            all.push(path.replace("{at}", &last.to_string()));
        }
        if subject.kind() == Kind::Order {
            all.push(format!("/bedside/{}", subject.key()));
        }
        let chain = app.engine.chain(subject, slot.last).unwrap();
        for position in chain.iter().rev().take(1) {
            all.push(format!("/log/entry/{position}"));
            all.push(format!("/api/v1/log/entries/{position}"));
        }
    }
    all.sort();
    all.dedup();
    all
}

#[tokio::test]
async fn no_byte_of_a_patients_name_reaches_a_role_that_may_not_see_it() {
    let folder = tempfile::tempdir().unwrap();
    let (story, treated) = care::tell(DataFolder::at(folder.path().join("data"))).await.unwrap();
    let app = App::new(story.engine.clone(), Settings::default());
    let router = router(app.clone());
    let addresses = addresses(&app);
    let sealed: Vec<&str> =
        SEALED.into_iter().chain(treated.iter().map(|one| one.number.as_str())).collect();
    assert!(addresses.len() > 80, "{}", addresses.len());
    let patient: domain::id::SubjectId = "patient/x".parse().unwrap();
    for (code, role) in PEOPLE {
        let cookie = sign_in(&router, code).await;
        let may = domain::permit::may_see(role, &patient) == domain::permit::Sight::Named;
        let mut seen = 0;
        for path in &addresses {
            let answer = get(&router, &cookie, path).await;
            for sealed in sealed.iter().filter(|sealed| answer.contains(**sealed)) {
                // What was typed into a search is said back; that is not the record.
                let typed = path.contains(sealed);
                assert!(may || typed, "{code} reads {sealed} at {path}");
                seen += usize::from(!typed);
            }
        }
        // Or the search would find nothing anywhere.
        assert_eq!(seen > 0, may, "{code}");
        // What leaves the house by default names nobody, whoever asks.
        for path in ["/audit/export.csv", "/audit/export.jsonl", "/api/v1/audit?limit=200"] {
            let file = get(&router, &cookie, path).await;
            for sealed in &sealed {
                assert!(!file.contains(*sealed), "{code} exports {sealed} at {path}");
            }
        }
    }
}
