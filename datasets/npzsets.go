package datasets

import "github.com/kilolayer/kilolayer/internal/fetch"

// AmazonComputers is Amazon Computers: products often bought together, of 10 kinds, with the words of their reviews;
// 13,752 nodes, 245,861 undirected edges, 767 features. It is downloaded once. For the split see [FromNPZ].
//
// J. McAuley et al., 2015, arXiv:1506.04757; Shchur et al., 2018, arXiv:1811.05868.
func AmazonComputers() *NPZ {
	return gnnBenchmark("amazon-computers", "amazon_electronics_computers", "8120e4148a330b3fafe37c4476823302d9d834b9",
		13752, 245861, 767)
}

// AmazonPhoto is Amazon Photo: products often bought together, of 8 kinds, with the words of their reviews; 7,650
// nodes, 119,081 undirected edges, 745 features. It is downloaded once. For the split see [FromNPZ].
//
// J. McAuley et al., 2015, arXiv:1506.04757; Shchur et al., 2018, arXiv:1811.05868.
func AmazonPhoto() *NPZ {
	return gnnBenchmark("amazon-photo", "amazon_electronics_photo", "97323743cb56aca9dd611f5b4b46862c1c9c6bd9", 7650,
		119081, 745)
}

// CoauthorCS is Coauthor CS: authors who wrote a paper together, in 15 fields of computer science, with the keywords of
// their papers; 18,333 nodes, 81,894 undirected edges, 6,805 features, which take 499 MB as dense rows. It is
// downloaded once. For the split see [FromNPZ].
//
// Shchur et al., 2018, arXiv:1811.05868.
func CoauthorCS() *NPZ {
	return gnnBenchmark("coauthor-cs", "ms_academic_cs", "9bdd7da943d86b74297e8d32e99eb64245b52835", 18333, 81894, 6805)
}

// CoauthorPhysics is Coauthor Physics: authors who wrote a paper together, in 5 fields of physics, with the keywords of
// their papers; 34,493 nodes, 247,962 undirected edges, 8,415 features, which take 1.16 GB as dense rows. It is
// downloaded once. For the split see [FromNPZ].
//
// Shchur et al., 2018, arXiv:1811.05868.
func CoauthorPhysics() *NPZ {
	return gnnBenchmark("coauthor-physics", "ms_academic_phy", "8d8bc12e29aa67f6753a712080eae81079bd7d01", 34493,
		247962, 8415)
}

// CoraFull is the whole of Cora: papers that cite each other, of 70 topics, with their words; 19,793 nodes, 63,421
// undirected edges, 8,710 features, which take 690 MB as dense rows. It is downloaded once. For the split see
// [FromNPZ].
//
// A class with fewer nodes than are to train and to validate is unlabelled, and so in no split. The paper of the split
// takes the nodes of such classes out of the graph.
//
// Bojchevski and Günnemann, 2018, arXiv:1707.03815; Shchur et al., 2018, arXiv:1811.05868.
func CoraFull() *NPZ {
	b := gnnBenchmark("cora-full", "cora_full", "2478a176d63fe71090f4c21fe588bf5d381cad80", 19793, 63421, 8710)
	b.skipSmall = true
	return b
}

// gnnBenchmark is a set of gnn-benchmark's. The counts are those that PyTorch Geometric and DGL give for them.
func gnnBenchmark(title, file string, sum fetch.Sum, nodes, edges, features int) *NPZ {
	const commit = "https://raw.githubusercontent.com/shchur/gnn-benchmark/" +
		"1e72912a0810cdf27ae54fd589a3b43358a2b161/data/npz/"
	b := FromNPZ("")
	b.file.set = &npzSet{published{
		title:   title,
		folder:  "gnn_benchmark",
		files:   []fetch.File{{URL: commit + file + ".npz", Path: file + ".npz", Sum: sum}},
		licence: "MIT",
	}, nodes, edges, features}
	return b
}
