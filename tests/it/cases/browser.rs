//! The pages in a real browser: nothing runs that is not ours, nothing leaves, and everything works with
//! keys, and without the script.

use serde_json::json;

use super::hostile;
use crate::browser::Browser;
use crate::fixture::{Fixture, sample};

/// A report of the samples as a page.
fn report(fixture: &Fixture) -> std::path::PathBuf {
    let inputs = [sample("speeches"), sample("five-speeches.txt")];
    let args = ["report", "-q", &inputs[0], &inputs[1], "-o", "r.html", "-o", "pages/"];
    assert_eq!(fixture.run(&args).status, 0);
    fixture.path("r.html")
}

#[test]
fn nothing_of_a_collection_runs_and_nothing_leaves() {
    let Some(mut browser) = Browser::start() else { return };
    let fixture = Fixture::new();
    hostile::write(&fixture);
    let args = ["report", "-q", "hostile", "-o", "r.html", "-o", "pages/"];
    assert_eq!(fixture.run(&args).status, 1);
    for page in ["r.html", "pages/index.html", "pages/clusters/1.html"] {
        browser.open(&fixture.path(page), "");
        assert_eq!(browser.eval("typeof window.hacked"), "undefined", "{page}");
        assert_eq!(browser.eval("document.scripts.length"), 1, "{page}");
        let foreign = "document.querySelectorAll('img,iframe,object,embed,link,base,[onload],[onerror],a[href^=\"http\"],a[href^=\"javascript\"]').length";
        assert_eq!(browser.eval(foreign), 0, "{page}");
        // Even a script that got in could not run: the policy names ours alone.
        let injected = "(() => { const s = document.createElement('script'); \
            s.textContent = 'window.hacked = 1'; document.body.append(s); return typeof window.hacked; })()";
        assert_eq!(browser.eval(injected), "undefined", "{page}");
        let asked = "fetch('https://example.invalid/').then(() => 'sent', () => 'refused')";
        assert_eq!(browser.eval(asked), "refused", "{page}");
        browser.requests.retain(|address| address != "https://example.invalid/");
    }
    let left: Vec<&String> =
        browser.requests.iter().filter(|address| !address.starts_with("file://")).collect();
    assert_eq!(left, Vec::<&String>::new());
}

#[test]
fn keys_move_through_differences_and_rows() {
    let Some(mut browser) = Browser::start() else { return };
    let fixture = Fixture::new();
    let page = report(&fixture);
    browser.resize(1280);
    browser.open(&page, "c1");
    let here = "document.activeElement.id";
    browser.key("n");
    let first = browser.eval(here);
    assert!(first.as_str().is_some_and(|id| id.starts_with('c') && id.contains('d')), "{first}");
    assert_eq!(browser.eval("document.querySelectorAll('.here').length > 0"), true);
    browser.key("n");
    assert_ne!(browser.eval(here), first);
    let seen = "(() => { const r = document.activeElement.closest('.row').getBoundingClientRect(); \
        return r.top >= 0 && r.bottom <= innerHeight; })()";
    assert_eq!(browser.eval(seen), true, "what was gone to is in sight");
    browser.key("p");
    assert_eq!(browser.eval(here), first);
    browser.key("j");
    assert_eq!(browser.eval("document.activeElement.classList.contains('row')"), true);

    browser.key("f");
    assert_eq!(browser.eval("document.querySelectorAll('.rows .fold:not([open])').length"), 0);
    browser.key("f");
    assert_eq!(browser.eval("document.querySelectorAll('.rows .fold[open]').length"), 0);

    browser.key("?");
    assert_eq!(browser.eval("document.getElementById('help').open"), true);
    browser.key("?");
    assert_eq!(browser.eval("document.getElementById('help').open"), false);

    // Without single keys there is none at all (WCAG 2.1.4), and the button leads back.
    browser.eval("document.querySelector('footer .hint').click()");
    browser.eval("document.getElementById('single-keys').click()");
    browser.eval("document.getElementById('help').close()");
    let row = "[...document.querySelectorAll('.row')].indexOf(document.activeElement)";
    let before = browser.eval(row);
    for key in ["?", "j"] {
        browser.key(key);
    }
    assert_eq!(browser.eval("document.getElementById('help').open"), false);
    assert_eq!(browser.eval(row), before);
    browser.eval("document.querySelector('footer .hint').click()");
    assert_eq!(browser.eval("document.getElementById('help').open"), true);
    browser.eval("document.getElementById('single-keys').click()");
    browser.eval("document.getElementById('help').close()");

    let aside = "getComputedStyle(document.querySelector('article .row.ch .r')).display";
    assert_eq!(browser.eval(aside), "block");
    browser.key("i");
    assert_eq!(browser.eval(aside), "none");

    browser.eval("document.querySelector('.op.k-move').scrollIntoView()");
    browser.open(&page, "c3");
    let mut moved = false;
    for _ in 0..60 {
        browser.key("n");
        if browser.eval("document.activeElement.classList.contains('k-move')") == true {
            moved = true;
            break;
        }
    }
    assert!(moved, "cluster 3 has moves");
    let other = browser.eval("document.activeElement.querySelector('.tag').hash.slice(1)");
    browser.key("m");
    assert_eq!(browser.eval(here), other);
    let from = browser.eval(here);
    browser.key("m");
    assert_ne!(browser.eval(here), from, "a move is linked both ways");
}

#[test]
fn the_table_is_sorted_and_filtered() {
    let Some(mut browser) = Browser::start() else { return };
    let fixture = Fixture::new();
    report(&fixture);
    for page in ["r.html", "pages/index.html"] {
        browser.open(&fixture.path(page), "");
        let shown = "[...document.querySelectorAll('.clusters tbody tr')].filter((row) => !row.hidden).length";
        let all = browser.eval(shown);
        let filter = |words: &str| {
            format!(
                "(() => {{ const f = document.querySelector('.filter input'); f.value = '{words}'; \
                 f.dispatchEvent(new Event('input')); return {shown}; }})()"
            )
        };
        assert_eq!(browser.eval(&filter("education")), 1);
        assert_eq!(browser.eval(&filter("size:>3")), 3);
        assert_eq!(browser.eval(&filter("size:>3 min:<0.5")), 1);
        assert_eq!(
            browser.eval("document.querySelector('.filter output').textContent.includes('1 / ')"),
            true
        );
        assert_eq!(browser.eval(&filter("")), all);
        let sizes = "(() => { document.querySelectorAll('.clusters thead button')[2].click(); \
            return [...document.querySelectorAll('.clusters tbody tr')].map((row) => Number(row.dataset.size)); })()";
        let mut expected: Vec<u64> = browser.eval(sizes).as_array().map_or(Vec::new(), |sizes| {
            sizes.iter().filter_map(serde_json::Value::as_u64).collect()
        });
        assert!(expected.is_sorted() && expected.len() > 5, "{expected:?}");
        expected.reverse();
        assert_eq!(browser.eval(sizes), json!(expected));
        // Rows by keys too, each with its link ready.
        browser.eval("scrollTo(0, 0)");
        browser.key("j");
        assert_eq!(browser.eval("document.activeElement.closest('tr').dataset.size > 1"), true);
        // The field can be reached by a key, and takes letters that are keys elsewhere.
        browser.key("/");
        browser.key("n");
        assert_eq!(browser.eval("document.activeElement.value"), "n");
    }
}

#[test]
fn everything_can_be_read_without_the_script() {
    let Some(mut browser) = Browser::start() else { return };
    let fixture = Fixture::new();
    let page = report(&fixture);
    browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.resize(1280);
    browser.open(&page, "");
    assert_eq!(browser.eval("document.querySelector('.filter')"), json!(null), "the script is off");
    let folded = browser.eval("document.querySelector('article .fold .row a.at').id");
    for place in [json!("c1m1d3"), json!("c1s4"), folded] {
        let place = place.as_str().unwrap_or_default();
        browser.open(&page, place);
        let seen = "(() => { const e = document.querySelector(':target'); if (!e) return 'no target'; \
            const r = e.getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight; })()";
        assert_eq!(browser.eval(seen), true, "#{place}");
    }
    // Classes are hidden by the style sheet alone, and stay counted.
    let number = "(() => { const op = document.querySelector('article .l .op.k-number del'); \
        return getComputedStyle(op).textDecorationLine; })()";
    assert_eq!(browser.eval(number), "line-through");
    let chips = browser.eval("document.querySelectorAll('.chip.k-number').length");
    browser.eval("document.getElementById('k-number').click()");
    assert_eq!(browser.eval(number), "none");
    assert_eq!(browser.eval("document.querySelectorAll('.chip.k-number').length"), chips);
}

#[test]
fn both_sides_stay_level_and_narrow_windows_have_one() {
    let Some(mut browser) = Browser::start() else { return };
    let fixture = Fixture::new();
    let page = report(&fixture);
    browser.resize(1280);
    browser.open(&page, "");
    let level = "[...document.querySelectorAll('article .row.ch')].slice(0, 60).every((row) => { \
        const [l, r] = [row.querySelector('.l'), row.querySelector('.r')].map((c) => c.getBoundingClientRect()); \
        const both = l.height > 9 && r.height > 9; \
        return (!both || Math.abs(l.top - r.top) < 1) && l.right < r.left; })";
    assert_eq!(browser.eval(level), true);
    let inside = "document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.eval(inside), true);
    for width in [360, 390, 768] {
        browser.resize(width);
        assert_eq!(browser.eval(inside), true, "{width}");
        let aside = "getComputedStyle(document.querySelector('article .row.ch .r')).display";
        assert_eq!(browser.eval(aside), "none", "{width}");
        let added = "getComputedStyle(document.querySelector('article .l ins')).display";
        assert_eq!(browser.eval(added), "inline", "{width}");
    }
    // Paper has one column too, and marks that need no colour.
    browser.resize(1280);
    browser.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    let marks = "(() => { const s = (q) => getComputedStyle(document.querySelector(q)); return [ \
        s('article .row.ch .r').display, s('article .l ins').textDecorationLine, \
        s('article .l del').textDecorationLine, s('.controls').display]; })()";
    assert_eq!(browser.eval(marks), json!(["none", "underline", "line-through", "none"]));
}

#[test]
fn paper_has_what_is_folded_on_the_screen() {
    let Some(mut browser) = Browser::start() else { return };
    let fixture = Fixture::new();
    fixture.run(&["report", "-q", "-o", "pages/", &sample("speeches")]);
    browser.open(&fixture.path("pages/clusters/1.html"), "");
    // Who reads so stands among the members.
    let shown = "['.readings', '.readings .who'].map((q) => \
        getComputedStyle(document.querySelector(q), '::details-content').contentVisibility)";
    assert_eq!(browser.eval(shown), json!(["hidden", "hidden"]));
    browser.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    assert_eq!(browser.eval(shown), json!(["visible", "hidden"]));
}

#[test]
fn overviews_fit_narrow_windows() {
    let Some(mut browser) = Browser::start() else { return };
    let fixture = Fixture::new();
    let page = report(&fixture);
    browser.open(&page, "");
    for width in [320, 390, 900, 1400] {
        browser.resize(width);
        // The last count is no wider than the others where it begins a row.
        let widths = "[...document.querySelectorAll('.stats div')].map((tile) => Math.round(tile.offsetWidth))";
        let tiles = browser.eval(&format!(
            "(() => {{ const w = {widths}; return Math.max(...w) - Math.min(...w); }})()"
        ));
        assert!(tiles.as_f64().is_some_and(|apart| apart < 3.0), "{width}: {tiles}");
        let small = "[...document.querySelectorAll('.chart text')].map((text) => \
            parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getScreenCTM().a)";
        let small = browser.eval(&format!("Math.min(...{small})"));
        assert!(small.as_f64().is_some_and(|size| size > 9.0), "{width}: {small}");
        let sorts =
            "document.querySelectorAll('.clusters thead button')[2].getClientRects().length";
        assert_eq!(browser.eval(sorts), 1, "{width}: the table can be sorted");
    }
}

#[test]
fn what_is_heard_has_a_name() {
    let Some(mut browser) = Browser::start() else { return };
    let fixture = Fixture::new();
    let page = report(&fixture);
    for page in [page, fixture.path("pages/index.html"), fixture.path("pages/clusters/1.html")] {
        browser.open(&page, "");
        let unnamed = "[...document.querySelectorAll('table')].filter((table) => !(table.ariaLabel || \
            document.getElementById(table.getAttribute('aria-labelledby')))).length";
        assert_eq!(browser.eval(unnamed), 0, "{}", page.display());
        let bare = "[...document.querySelectorAll('.who summary')].filter((who) => \
            !/^[\\d,]+ documents?$/.test(who.ariaLabel)).length";
        assert_eq!(browser.eval(bare), 0, "{}", page.display());
    }
}
