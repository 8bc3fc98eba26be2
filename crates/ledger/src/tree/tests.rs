//! The tree against published vectors, a tree written as the specification reads, and the oracle.
#![expect(clippy::cast_possible_truncation, reason = "trees of tests are small")]

use proptest::prelude::*;
use tlog_tiles as tlog;

use super::*;
use crate::tiles::Edge;

/// MTH of RFC 6962, section 2.1, word for word.
fn naive_root(leaves: &[LeafHash]) -> NodeHash {
    match leaves {
        [] => NodeHash::empty_tree(),
        [leaf] => (*leaf).into(),
        leaves => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            hash_node(&naive_root(left), &naive_root(right))
        }
    }
}

fn leaves(count: usize) -> Vec<LeafHash> {
    (0..count).map(|n| hash_leaf(format!("entry {n}").as_bytes())).collect()
}

fn frontier(leaves: &[LeafHash]) -> Frontier {
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier
}

/// The eight inputs, and roots by size, of the reference implementation of RFC 6962.
#[test]
fn the_vectors_of_certificate_transparency() {
    let inputs: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut frontier = Frontier::new();
    assert_eq!(frontier.root().to_string(), roots[0]);
    for (input, root) in inputs.iter().zip(&roots[1..]) {
        frontier.push(hash_leaf(input));
        assert_eq!(frontier.root().to_string(), *root);
    }
}

#[test]
fn every_small_tree_proves_every_entry_and_every_beginning() {
    let all = leaves(70);
    for size in 0..=70_u64 {
        let tree = &all[..size as usize];
        let root = naive_root(tree);
        assert_eq!(frontier(tree).root(), root);
        assert_eq!(root_at(tree, size), Ok(root));
        for index in 0..size {
            let path = inclusion_proof(tree, index, size).unwrap();
            check_inclusion(tree[index as usize], index, size, root, &path).unwrap();
        }
        for old in 0..=size {
            let path = consistency_proof(tree, old, size).unwrap();
            let older = naive_root(&all[..old as usize]);
            check_consistency((old, older), (size, root), &path).unwrap();
        }
    }
}

#[test]
fn outside_the_tree_there_is_no_proof() {
    let tree = &leaves(5)[..];
    let message = inclusion_proof(tree, 5, 5).unwrap_err().to_string();
    assert_eq!(message, "a tree of 5 entries holds nothing at 5");
    assert!(consistency_proof(tree, 6, 5).is_err());
    assert!(matches!(root_at(tree, 6), Err(ProveError::TileMissing(_))));
    let root = naive_root(tree);
    assert!(check_inclusion(tree[0], 5, 5, root, &[]).is_err());
    assert!(check_consistency((6, root), (5, root), &[]).is_err());
    assert!(check_consistency((0, root), (5, root), &[]).is_err());
    assert!(check_consistency((5, root), (5, root), &[root]).is_err());
}

#[test]
fn a_subtree_must_start_on_its_boundary() {
    let mut tree = frontier(&leaves(3));
    let error = tree.push_subtree(1, NodeHash::from_bytes([0; 32])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a subtree of 2^1 entries cannot follow entry 3: it would overlap its own block"
    );
    assert_eq!(tree, frontier(&leaves(3)));
}

#[test]
fn the_first_difference_of_two_trees_is_found() {
    let ours = leaves(700);
    assert_eq!(first_difference(&ours[..], &ours[..], 700), Ok(None));
    for changed in [0, 1, 255, 256, 257, 511, 698, 699] {
        let mut theirs = ours.clone();
        theirs[changed] = hash_leaf(b"other");
        theirs[699] = hash_leaf(b"another");
        let found = first_difference(&ours[..], &theirs[..], 700).unwrap();
        assert_eq!(found, Some(changed as u64));
    }
}

/// The oracle's hashes in the order it stores them, behind the interface it reads them by.
struct Oracle(Vec<tlog::Hash>);

impl tlog::HashReader for Oracle {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

fn oracle(leaves: &[LeafHash]) -> Oracle {
    let mut stored = Oracle(Vec::new());
    for (n, leaf) in leaves.iter().enumerate() {
        let leaf = tlog::Hash(*leaf.as_bytes());
        let new = tlog::stored_hashes_for_record_hash(n as u64, leaf, &stored).unwrap();
        stored.0.extend(new);
    }
    stored
}

fn theirs(hash: NodeHash) -> tlog::Hash {
    tlog::Hash(*hash.as_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn grown_at_once_in_parts_or_by_subtrees_the_root_is_one(
        size in 0_usize..1200, cut in 0_usize..1200, block in 0_u8..6,
    ) {
        let all = leaves(size);
        let root = naive_root(&all);
        prop_assert_eq!(frontier(&all).root(), root);
        let width = 1 << block;
        let (start, tail) = all.split_at(cut.min(size) / width * width);
        let mut tree = Frontier::new();
        for part in start.chunks(width) {
            tree.push_subtree(block, naive_root(part)).unwrap();
        }
        // The tail's own frontier continues a tree that ends on a boundary of its size.
        let aligned = tail.len().next_power_of_two();
        if start.len().is_multiple_of(aligned) {
            prop_assert_eq!(tree.root_with(frontier(tail).peaks()), root);
        }
        for leaf in tail {
            tree.push(*leaf);
        }
        prop_assert_eq!(tree, frontier(&all));
    }

    #[test]
    fn the_oracle_accepts_our_proofs_and_makes_the_same(
        size in 1_u64..900, index: prop::sample::Index, old: prop::sample::Index,
    ) {
        let all = leaves(size as usize);
        let stored = oracle(&all);
        let root = frontier(&all).root();
        prop_assert_eq!(tlog::tree_hash(size, &stored).unwrap(), theirs(root));

        let index = index.index(size as usize) as u64;
        let path = inclusion_proof(&all[..], index, size).unwrap();
        let path: Vec<_> = path.into_iter().map(theirs).collect();
        prop_assert_eq!(&path, &tlog::prove_record(size, index, &stored).unwrap());

        let old = old.index(size as usize) as u64 + 1;
        let path = consistency_proof(&all[..], old, size).unwrap();
        let path: Vec<_> = path.into_iter().map(theirs).collect();
        prop_assert_eq!(&path, &tlog::prove_tree(size, old, &stored).unwrap());
    }

    #[test]
    fn a_proof_changed_in_any_bit_is_refused(
        size in 2_u64..600, index: prop::sample::Index, which: prop::sample::Index, bit in 0_u8..255,
    ) {
        let all = leaves(size as usize);
        let root = frontier(&all).root();
        let flip = |hash: &mut NodeHash| {
            let mut bytes = *hash.as_bytes();
            bytes[usize::from(bit) / 8] ^= 1 << (bit % 8);
            *hash = NodeHash::from_bytes(bytes);
        };
        let index = index.index(size as usize) as u64;
        let good = inclusion_proof(&all[..], index, size).unwrap();
        let mut bad = good.clone();
        flip(&mut bad[which.index(good.len())]);
        let leaf = all[index as usize];
        prop_assert_eq!(check_inclusion(leaf, index, size, root, &bad), Err(ProofError::OtherRoot));
        prop_assert!(check_inclusion(leaf, index, size, root, &good[1..]).is_err());
        bad = [good, vec![root]].concat();
        prop_assert_eq!(check_inclusion(leaf, index, size, root, &bad), Err(ProofError::Length));

        if index > 0 {
            let old_root = frontier(&all[..index as usize]).root();
            let good = consistency_proof(&all[..], index, size).unwrap();
            let mut bad = good.clone();
            flip(&mut bad[which.index(good.len())]);
            prop_assert!(check_consistency((index, old_root), (size, root), &bad).is_err());
        }
    }

    #[test]
    fn full_tiles_come_once_in_order_and_the_edge_is_rebuilt_from_them(size in 0_usize..1400) {
        let all = leaves(size);
        let mut edge = Edge::new();
        let mut full = Vec::new();
        for leaf in &all {
            edge.push(*leaf, |tile| full.push(tile));
        }
        prop_assert_eq!(full.len(), size / 256);
        for (index, tile) in full.iter().enumerate() {
            let hashes = &all[index * 256..][..256];
            prop_assert_eq!(tile.index, index as u64);
            prop_assert_eq!(tile.root, naive_root(hashes));
            let bytes: Vec<u8> = hashes.iter().flat_map(|leaf| *leaf.as_bytes()).collect();
            prop_assert_eq!(&tile.bytes, &bytes);
        }
        prop_assert_eq!(edge.root(), naive_root(&all));
        prop_assert_eq!(Edge::read(&all[..], size as u64).unwrap(), edge);
    }
}

/// One tile of the second level needs 65,536 entries: too many for a property, enough for once.
#[test]
fn the_second_level_fills_too() {
    let all = leaves(65_536 + 300);
    let mut edge = Edge::new();
    let mut full = Vec::new();
    for leaf in &all {
        edge.push(*leaf, |tile| full.push((tile.level, tile.index)));
    }
    assert_eq!(full.len(), 256 + 1 + 1);
    assert_eq!(full[255..258], [(0, 255), (1, 0), (0, 256)]);
    let rebuilt = Edge::read(&all[..], 65_836).unwrap();
    assert_eq!(rebuilt.root(), edge.root());
    assert_eq!(rebuilt, edge);
}
