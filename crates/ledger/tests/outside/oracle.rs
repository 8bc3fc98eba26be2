//! A client we did not write checks our log by what is served for its paths.

use ledger::checkpoint::Checkpoint;
use ledger::proof::{extend, include, serve};
use ledger::store::Reader;
use ledger::tiles::{Resource, bundle};
use ledger::tree::{check_consistency, check_inclusion, hash_leaf};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{
    Hash, HashReader as _, TileHashReader, TileReader, record_hash, stored_hash_index,
};

use crate::centre::{Centre, ORIGIN, SIZE, key, leaf};

/// Fetches what the oracle asks for, by path, as over HTTP.
struct Client<'a>(&'a dyn Reader);

impl Client<'_> {
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        let resource: Resource = path.parse().unwrap();
        serve(self.0, resource).unwrap().map(|served| served.bytes)
    }
}

impl TileReader for Client<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let fetch = |tile: &tlog_tiles::Tile| {
            // The oracle's paths say the height of tiles, which tlog-tiles fixes.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            self.get(&path).ok_or(tlog_tiles::Error::InvalidTile)
        };
        tiles.iter().map(fetch).collect()
    }

    fn save_tiles(&self, _tiles: &[tlog_tiles::Tile], _data: &[Vec<u8>]) {}
}

/// The signed head, as the oracle reads it.
fn verified_head(client: &Client<'_>) -> tlog_tiles::Checkpoint {
    let verifier = StandardVerifier::new(&key(ORIGIN).verifier().to_string()).unwrap();
    let note = Note::from_bytes(&client.get("checkpoint").unwrap()).unwrap();
    note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap()
}

#[test]
fn the_oracle_verifies_head_tiles_and_entries() {
    let centre = Centre::new();
    let reader = centre.reader().unwrap();
    let client = Client(reader.as_ref());
    let head = verified_head(&client);
    assert_eq!((head.origin(), head.size()), (ORIGIN, SIZE));

    // The oracle holds every tile it reads against the signed root.
    let hashes = TileHashReader::new(head.size(), Hash(head.hash().0), &client);
    for position in [0, 1, 255, 256, 4095, 4096, 4351, 4352, SIZE - 1] {
        let found = hashes.read_hashes(&[stored_hash_index(0, position)]).unwrap();
        assert_eq!(found[0], record_hash(&leaf(position)));
        let proof = tlog_tiles::prove_record(SIZE, position, &hashes).unwrap();
        let ours = include(reader.as_ref(), position).unwrap().unwrap();
        let path: Vec<_> = ours.path.iter().map(|hash| Hash(*hash.as_bytes())).collect();
        assert_eq!(path, proof);
        tlog_tiles::check_record(&path, SIZE, *head.hash(), position, found[0]).unwrap();
    }

    let full = client.get("tile/entries/016").unwrap();
    let entries = bundle::decode(&full).unwrap();
    assert_eq!(entries.len(), 256);
    assert_eq!(entries[5], leaf(16 * 256 + 5));
    let partial = client.get("tile/entries/017.p/48").unwrap();
    assert_eq!(bundle::decode(&partial).unwrap().last(), Some(&&leaf(SIZE - 1)[..]));
}

#[test]
fn what_the_log_does_not_have_is_not_served() {
    let centre = Centre::new();
    let reader = centre.reader().unwrap();
    let client = Client(reader.as_ref());
    for path in [
        "tile/0/017",
        "tile/0/017.p/49",
        "tile/0/018.p/1",
        "tile/1/000",
        "tile/1/000.p/18",
        "tile/2/000.p/1",
        "tile/63/000",
        "tile/entries/017",
        "tile/entries/017.p/49",
    ] {
        assert_eq!(client.get(path), None, "{path}");
    }
    assert_eq!(client.get("tile/1/000.p/17").unwrap().len(), 17 * 32);
    assert!(include(reader.as_ref(), SIZE).unwrap().is_none());
    let empty = Centre::empty();
    drop(empty.create());
    assert_eq!(Client(empty.reader().unwrap().as_ref()).get("checkpoint"), None);
}

#[test]
fn a_bundle_with_an_entry_missing_is_not_served() {
    let centre = Centre::new();
    centre.damage("DELETE FROM entries WHERE position = 300");
    let reader = centre.reader().unwrap();
    assert_eq!(Client(reader.as_ref()).get("tile/entries/001"), None);
}

#[test]
fn an_entry_is_proven_and_the_log_proven_to_have_grown() {
    let centre = Centre::new();
    let reader = centre.reader().unwrap();
    let trusted = [key(ORIGIN).verifier()];
    let proof = include(reader.as_ref(), 300).unwrap().unwrap();
    let head = Checkpoint::open_of(ORIGIN, &proof.checkpoint, &trusted).unwrap();
    assert_eq!((proof.position, proof.size), (300, head.size()));
    check_inclusion(hash_leaf(&leaf(300)), 300, head.size(), head.root(), &proof.path).unwrap();

    for first in [0, 3, 256, 1257, 4064] {
        let note = reader.checkpoint_over(first).unwrap().unwrap();
        let older = Checkpoint::open(&note, &trusted).unwrap();
        let path = extend(reader.as_ref(), older.size(), head.size()).unwrap();
        let heads = ((older.size(), older.root()), (head.size(), head.root()));
        check_consistency(heads.0, heads.1, &path).unwrap();
        let theirs: Vec<_> = path.iter().map(|hash| Hash(*hash.as_bytes())).collect();
        let [old, new] = [older.root(), head.root()].map(|root| Hash(*root.as_bytes()));
        tlog_tiles::check_tree(&theirs, head.size(), new, older.size(), old).unwrap();
    }
}

/// The page that describes the format shows this very log.
#[test]
fn the_checkpoint_in_the_documentation_is_real() {
    let page = include_str!("../../../../docs/log-format.md");
    let centre = Centre::new();
    let served = Client(centre.reader().unwrap().as_ref()).get("checkpoint").unwrap();
    let checkpoint = String::from_utf8(served).unwrap();
    assert!(page.contains(&checkpoint), "the page should show:\n{checkpoint}");
    let public = key(ORIGIN).verifier().to_string();
    assert!(page.contains(&public), "the page should show: {public}");
}
