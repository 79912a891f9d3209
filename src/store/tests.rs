//! What was written is read, wherever it is kept.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn every_record_is_read_as_it_was_written(
        records in prop::collection::vec(prop::collection::vec(any::<u64>(), 0..40), 0..40),
        limit in 0..400_usize,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = Writer::new(limit, folder.path());
        let mut slots = Vec::new();
        for record in &records {
            let (first, second) = record.split_at(record.len() / 2);
            slots.push(writer.push(&[first, second]).expect("room for it"));
        }
        let store = writer.finish().expect("room for it");
        let mut total = 0;
        let fits = |record: &&Vec<u64>| { total += record.len(); total <= limit };
        prop_assert_eq!(store.is_spilled(), records.iter().take_while(fits).count() < records.len());
        prop_assert!(store.chunks.iter().map(Vec::capacity).sum::<usize>() <= limit);
        for (slot, record) in slots.iter().zip(&records).rev() {
            prop_assert_eq!(&*store.get(*slot), record.as_slice());
            prop_assert_eq!(&*store.get(slot.first(20)), &record[..record.len().min(20)]);
        }
        prop_assert!(store.check().is_ok());
        #[cfg(unix)]
        prop_assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}

#[test]
fn records_of_many_chunks_and_larger_than_one_are_read() {
    let mut writer = Writer::new(usize::MAX, Path::new(""));
    let record = |number: u64| vec![number; (number as usize * 40_000) % 300_001];
    let slots: Vec<Slot> =
        (0..30).map(|number| writer.push(&[&record(number)]).expect("memory")).collect();
    let store = writer.finish().expect("memory");
    assert!(store.chunks.len() > 5);
    for (number, slot) in (0..).zip(slots) {
        assert_eq!(&*store.get(slot), record(number));
    }
}

#[test]
fn a_place_without_a_folder_is_an_error_and_only_where_it_is_needed() {
    let nowhere = Path::new("no/such/folder");
    let mut writer = Writer::new(2, nowhere);
    assert!(writer.push(&[&[1_u64, 2]]).is_ok());
    assert!(writer.push(&[&[3_u64]]).is_err());
}

#[test]
fn what_cannot_be_read_is_told_and_is_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::new(0, folder.path());
    let slot = writer.push(&[&[1_u64, 2, 3]]).expect("room for it");
    let store = writer.finish().expect("room for it");
    store.file.as_ref().expect("a file").set_len(16).expect("a shorter file");
    assert!(store.get(slot).is_empty());
    assert!(store.check().is_err());
}
