//! What holds for every page in a browser: axe-core finds nothing, nothing sticks out, everything
//! that is pressed is large enough for the finger or pointer it is made for.

use super::tab::Tab;
use serde_json::Value;

const AXE: &str = include_str!("../../assets/axe-4.14.1.min.js");

/// The least height of what is pressed: for a pointer, and for a gloved finger.
const LAYOUT: &str = r"(() => {
    const broken = [];
    const name = e => `<${e.tagName.toLowerCase()} class='${e.getAttribute('class') ?? ''}'>` +
        ` '${(e.innerText || e.getAttribute('aria-label') || e.name || '').trim().slice(0, 40)}'`;
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) broken.push(`the page is ${over} px too wide`);
    const scrolls = e => {
        for (let up = e; up && up !== document.body; up = up.parentElement) {
            if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true;
        }
        return false;
    };
    const hidden = e => !e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
        e.closest('.visually-hidden, .sr-only, .vh');
    for (const box of document.querySelectorAll('.panel, .exec__main, .pagehead, .actionbar, .topbar')) {
        const edge = box.getBoundingClientRect();
        for (const e of box.querySelectorAll('*')) {
            if (e.closest('svg') && e.tagName !== 'svg' || hidden(e) || scrolls(e)) continue;
            const rect = e.getBoundingClientRect();
            if (rect.width && (rect.right > edge.right + 1 || rect.left < edge.left - 1)) {
                broken.push(`${name(e)} sticks out of ${name(box).slice(0, 60)}`);
                break;
            }
        }
    }
    const least = document.documentElement.dataset.density === 'touch' ? 48 : 36;
    const pressed = 'button, input:not([type=hidden]), select, textarea, summary, a.btn, .nav a, .rail a';
    for (const e of document.querySelectorAll(pressed)) {
        if (hidden(e) || e.closest('p, td, .inline')) continue;
        const label = e.type === 'radio' || e.type === 'checkbox' ? e.closest('label') ?? e : e;
        const height = label.getBoundingClientRect().height;
        if (height && height < least - 0.5) broken.push(`${name(e)} is ${height} px high, not ${least}`);
    }
    return broken;
})()";

const RUN_AXE: &str = r"(rules => axe.run(document, { resultTypes: ['violations'], ...rules })
    .then(result => result.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.split('\n')[1]?.trim()}`))))";

impl Tab {
    /// What the page as it stands breaks; each with the place.
    pub async fn laws(&self) -> Vec<String> {
        let mut broken = self.axe("{}").await;
        broken.extend(sentences(&self.run(LAYOUT).await));
        broken
    }

    /// What is hard to read in the colours as they stand: all that changes with the scheme.
    pub async fn contrast(&self) -> Vec<String> {
        self.axe("{ runOnly: ['color-contrast', 'link-in-text-block'] }").await
    }

    async fn axe(&self, rules: &str) -> Vec<String> {
        if self.run("typeof axe").await == "undefined" {
            self.run(&format!("{AXE}; null")).await;
        }
        sentences(&self.run(&format!("{RUN_AXE}({rules})")).await)
    }
}

fn sentences(list: &Value) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
}
