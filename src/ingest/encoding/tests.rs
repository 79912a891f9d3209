//! Which encoding is found, and what it decodes to.

use proptest::prelude::*;

use super::*;

const SIMPLIFIED: [&str; 8] = [
    "同志们:今天召开这次会议,主要任务是总结上半年的工作。",
    "一是要进一步统一思想,提高认识;二是要加强领导,落实责任。\n",
    "农村信用工程是一项系统工程,涉及面广,政策性强。",
    "各乡镇、各部门要密切配合,形成合力,确保完成全年目标任务。\r\n",
    "下面,我就如何做好这项工作讲三点意见。",
    "希望大家在新的一年里再接再厉,取得更大的成绩!",
    "2013年全区共发放贷款12.5亿元,同比增长18%。",
    "“四个一”活动深入开展——成效明显。",
];

const TRADITIONAL: [&str; 8] = [
    "各位同仁:今天召開這次會議,主要任務是總結上半年的工作。",
    "一是要進一步統一思想,提高認識;二是要加強領導,落實責任。\n",
    "農村信用工程是一項系統工程,涉及面廣,政策性強。",
    "各鄉鎮、各部門要密切配合,形成合力,確保完成全年目標任務。\r\n",
    "下面,我就如何做好這項工作講三點意見。",
    "希望大家在新的一年裡再接再厲,取得更大的成績!",
    "2013年全區共發放貸款12.5億元,同比增長18%。",
    "「四個一」活動深入開展,成效明顯。",
];

fn speech(of: [&'static str; 8]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(of.to_vec()), 8..30)
        .prop_map(|sentences| sentences.concat())
        .prop_filter("long enough", |text| text.chars().count() >= 100)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Without anything known beside the bytes.
fn read(bytes: Vec<u8>) -> Option<Decoded> {
    decode(bytes, Known::default())
}

fn name_and_loss(decoded: &Decoded) -> (&'static str, u32) {
    (decoded.how.encoding.name(), decoded.lossy.count)
}

fn check(bytes: Vec<u8>, text: &str, encoding: &str) {
    let decoded = read(bytes).expect("not binary");
    assert_eq!((decoded.text.as_str(), decoded.lossy), (text, Lossy::default()));
    assert_eq!(decoded.how.encoding.name(), encoding);
}

proptest! {
    #[test]
    fn gb18030_and_utf_8_round_trip(text in speech(SIMPLIFIED)) {
        check(GB18030.encode(&text).0.into_owned(), &text, "gb18030");
        check(text.clone().into_bytes(), &text, "UTF-8");
    }

    #[test]
    fn big5_round_trips(text in speech(TRADITIONAL)) {
        check(BIG5.encode(&text).0.into_owned(), &text, "Big5");
    }

    #[test]
    fn utf_16_round_trips(text in prop_oneof![speech(SIMPLIFIED), speech(TRADITIONAL)], bom: bool) {
        let text = if bom { format!("\u{feff}{text}") } else { text };
        check(utf16(&text, u16::to_le_bytes), &text, "UTF-16LE");
        check(utf16(&text, u16::to_be_bytes), &text, "UTF-16BE");
    }

    #[test]
    fn any_bytes_decode_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let length = bytes.len();
        if let Some(decoded) = read(bytes) {
            prop_assert!(decoded.text.len() <= 3 * length);
        }
    }

    #[test]
    fn a_cut_off_text_keeps_its_encoding(text in speech(SIMPLIFIED), cut in 1usize..3) {
        let bytes = text.as_bytes();
        let decoded = read(bytes[..bytes.len() - cut].to_vec()).expect("not binary");
        prop_assert_eq!(decoded.how.encoding.name(), "UTF-8");
        prop_assert!(decoded.lossy.count <= 1);
    }
}

#[test]
fn short_texts() {
    check(b"hello".to_vec(), "hello", "UTF-8");
    check(b"\xEF\xBB\xBF\xE7\x94\xB2".to_vec(), "\u{feff}甲", "UTF-8");
    check(utf16("abc\n", u16::to_le_bytes), "abc\n", "UTF-16LE");
    check(utf16("abc\n", u16::to_be_bytes), "abc\n", "UTF-16BE");
    let sentence = SIMPLIFIED[0];
    check(GB18030.encode(sentence).0.into_owned(), sentence, "gb18030");
}

#[test]
fn utf_8_with_stray_bytes_is_utf_8() {
    let text = SIMPLIFIED.concat();
    let at = text.find('\n').expect("a line end");
    let mut bytes = text.into_bytes();
    bytes.insert(at, 0xFF);
    bytes.insert(0, 0x80);
    let decoded = read(bytes).expect("not binary");
    assert_eq!(name_and_loss(&decoded), ("UTF-8", 2));
}

#[test]
fn a_stray_byte_in_gb18030_is_counted() {
    let mut bytes = GB18030.encode(&SIMPLIFIED.concat()).0.into_owned();
    bytes.push(0xFF);
    let decoded = read(bytes).expect("not binary");
    assert_eq!(name_and_loss(&decoded), ("gb18030", 1));
    assert!(decoded.text.ends_with('\u{fffd}'));
}

#[test]
fn utf_16_of_odd_length_has_one_replacement() {
    let mut bytes = utf16(&SIMPLIFIED.concat(), u16::to_le_bytes);
    bytes.pop();
    let decoded = read(bytes).expect("not binary");
    assert_eq!(name_and_loss(&decoded), ("UTF-16LE", 1));
}

#[test]
fn binary_is_not_text() {
    let noise: Vec<u8> =
        (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(read(noise), None);
    assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0".to_vec()), None);
    assert_eq!(read(b"text and then\0NUL".to_vec()), None);
    assert_eq!(read(b"\x01\x02\x03\x04abc".to_vec()), None);
    assert_eq!(read(vec![0; 100]), None);
    assert_eq!(
        read(b"page one\x0cpage two".to_vec()).map(|d| d.how.encoding.name()),
        Some("UTF-8")
    );
}

#[test]
fn latin_text_with_form_feeds_is_not_utf_16() {
    assert_ne!(
        detect(b"na\xEFve caf\xE9 \x0c and more letters").map(Encoding::name),
        Some("UTF-16LE")
    );
}

#[test]
fn every_lossy_place_is_named() {
    let text = SIMPLIFIED.concat();
    let lines: Vec<&str> = text.split('\n').collect();
    let first = lines[0].len() as u64;
    let utf8 = [text.as_bytes(), b"\xFF..\xC0"].concat();
    let end = text.len() as u64;
    let last = lines.len() as u64;
    let expected = [(last, end), (last, end + 3)].map(|(line, byte)| Place { line, byte });
    assert_eq!(read(utf8).expect("text").lossy.places, expected);
    let at = first as usize;
    let broken = [&text.as_bytes()[..at], b"\xFF", &text.as_bytes()[at..]].concat();
    assert_eq!(read(broken).expect("text").lossy.places, [Place { line: 1, byte: first }]);
    let gb = GB18030.encode(&text).0;
    let broken = [&gb, b"\xFF\nabc\xFF".as_slice()].concat();
    let end = gb.len() as u64;
    let expected = [(last, end), (last + 1, end + 5)].map(|(line, byte)| Place { line, byte });
    let decoded = read(broken).expect("text");
    assert_eq!((decoded.lossy.count, decoded.lossy.places.as_slice()), (2, expected.as_slice()));
    let odd = [utf16(&text, u16::to_le_bytes), vec![0x41]].concat();
    let byte = odd.len() as u64 - 1;
    assert_eq!(read(odd).expect("text").lossy.places, [Place { line: last, byte }]);
}

#[test]
fn the_evidence_is_what_told_the_encoding() {
    let text = SIMPLIFIED.concat();
    let traditional = TRADITIONAL.concat();
    let (gb, big) = (GB18030.encode(&text).0, BIG5.encode(&traditional).0);
    let stray = [text.as_bytes(), b"\xFF"].concat();
    let marked = format!("\u{feff}{text}");
    let known = |told, declared| Known { told, declared };
    let declared = |encoding| known(None, Some(encoding));
    for (bytes, known, encoding, evidence) in [
        (text.as_bytes(), known(None, None), UTF_8, "valid"),
        (marked.as_bytes(), known(None, None), UTF_8, "bom"),
        (&stray, known(None, None), UTF_8, "mostly"),
        (&stray, declared(GB18030), UTF_8, "mostly"),
        (&utf16(&text, u16::to_be_bytes), known(None, None), UTF_16BE, "units"),
        (&gb, known(None, None), GB18030, "frequencies"),
        (&gb, declared(GB18030), GB18030, "declared"),
        (&gb, declared(UTF_8), GB18030, "frequencies"),
        (&big, declared(BIG5), BIG5, "declared"),
        (&big, known(Some(GB18030), Some(BIG5)), GB18030, "option"),
        (text.as_bytes(), known(Some(BIG5), None), BIG5, "option"),
    ] {
        assert_eq!(find(bytes, known), Some(Found { encoding, evidence }));
    }
    assert_eq!(encoding_named("gbk"), Some(GB18030));
    assert_eq!(encoding_named("utf-16"), Some(UTF_16LE));
    assert_eq!(encoding_named("no such encoding"), None);
}
