package datasets

import (
	"math"
	"path/filepath"
	"testing"
)

// Two classes are read as classes too, so that their counts and homophily are compared.
func TestFactsHeterophilous(t *testing.T) {
	folder := needData(t, "heterophilous")
	for _, want := range heterophilousFacts {
		t.Run(want.name, func(t *testing.T) {
			for split := range want.splits {
				g, err := FromHeterophilous(filepath.Join(folder, want.name+".npz")).WithClasses().WithSplit(split).
					Done()
				if err != nil {
					t.Fatal(err)
				}
				checkFacts(t, g, want, split)
			}
		})
	}
}

// TestPublishedFiguresHeterophilous holds edge homophily and mean degrees, to two digits, against Platonov et al., 2023
// (arXiv:2302.11640): minesweeper by the table in the README of their repository; 2·8854/890 = 19.90 for chameleon.
func TestPublishedFiguresHeterophilous(t *testing.T) {
	folder := needData(t, "heterophilous")
	for _, c := range []struct {
		name              string
		homophily, degree float64
	}{{"minesweeper", 0.68, 7.88}, {"chameleon_filtered", 0.24, 19.90}} {
		t.Run(c.name, func(t *testing.T) {
			g, err := FromHeterophilous(filepath.Join(folder, c.name+".npz")).WithClasses().Done()
			if err != nil {
				t.Fatal(err)
			}
			homophily := math.Round(100*edgeHomophily(g)) / 100
			degree := math.Round(100*float64(g.NumEdges())/float64(g.NumNodes)) / 100
			if homophily != c.homophily || degree != c.degree {
				t.Errorf("homophily %v, mean degree %v; published %v, %v", homophily, degree, c.homophily, c.degree)
			}
		})
	}
}

// heterophilousFacts are from the same output as realFacts.
var heterophilousFacts = []facts{
	{
		name: "minesweeper", nodes: 10000, edges: 78804, edgeSum: 19557400893534900,
		nodeFeatures: matrixFacts{7, 10000.0, 478058.0}, classes: []int{8000, 2000}, unlabelled: 0,
		splits: [][3]idFacts{{{5000, 25164807}, {2500, 12533848}, {2500, 12296345}}, {{5000, 25015431}, {2500,
			12570221}, {2500, 12409348}}, {{5000, 25007355}, {2500, 12384754}, {2500, 12602891}}, {{5000,
			24962669}, {2500,
			12384256}, {2500, 12648075}}, {{5000, 25311590}, {2500, 12415419}, {2500, 12267991}}, {{5000,
			25136085}, {2500,
			12382666}, {2500, 12476249}}, {{5000, 25035162}, {2500, 12403417}, {2500, 12556421}}, {{5000,
			24894270}, {2500,
			12405490}, {2500, 12695240}}, {{5000, 24875276}, {2500, 12544088}, {2500, 12575636}}, {{5000,
			25060939}, {2500,
			12623714}, {2500, 12310347}}},
		homophily: 0.682782599868027,
	},
	{
		name: "chameleon_filtered", nodes: 890, edges: 17708, edgeSum: 2275323947494,
		nodeFeatures: matrixFacts{2325, 9903.0, 471333.0}, classes: []int{242, 134, 209, 164, 141}, unlabelled: 0,
		splits: [][3]idFacts{{{409, 175432}, {287, 130103}, {194, 90070}}, {{427, 188152}, {302, 136555}, {161,
			70898}}, {{422, 190274}, {290, 125458}, {178, 79873}}, {{412, 179719}, {294, 135326}, {184, 80560}}, {{440,
			196917}, {268, 113803}, {182, 84885}}, {{434, 196678}, {292, 124366}, {164, 74561}}, {{418, 187008}, {284,
			125107}, {188, 83490}}, {{421, 182751}, {310, 141764}, {159, 71090}}, {{431, 193325}, {287, 128666}, {172,
			73614}}, {{426, 194478}, {278, 123673}, {186, 77454}}},
		homophily: 0.23605150214592274,
	},
	{
		name: "texas", nodes: 183, edges: 558, edgeSum: 437493512,
		nodeFeatures: matrixFacts{1703, 15266.0, 731139.0}, classes: []int{33, 1, 18, 101, 30}, unlabelled: 0,
		splits: [][3]idFacts{{{87, 8221}, {59, 4936}, {37, 3496}}, {{87, 8160}, {59, 4962}, {37, 3531}}, {{87, 7902},
			{59, 5173}, {37, 3578}}, {{87, 7931}, {59, 5738}, {37, 2984}}, {{87, 7983}, {59, 5036}, {37, 3634}}, {{87,
			7693}, {59, 5611}, {37, 3349}}, {{87, 8872}, {59, 5296}, {37, 2485}}, {{87, 7921}, {59, 5124}, {37, 3608}},
			{{87, 7597}, {59, 5970}, {37, 3086}}, {{87, 7686}, {59, 5545}, {37, 3422}}},
		homophily: 0.06093189964157706,
	},
	{
		name: "cornell", nodes: 183, edges: 554, edgeSum: 473829118,
		nodeFeatures: matrixFacts{1703, 17240.0, 825609.0}, classes: []int{38, 16, 30, 82, 17}, unlabelled: 0,
		splits: [][3]idFacts{{{87, 7455}, {59, 5975}, {37, 3223}}, {{87, 7770}, {59, 5219}, {37, 3664}}, {{87, 8096},
			{59, 5009}, {37, 3548}}, {{87, 8128}, {59, 5281}, {37, 3244}}, {{87, 7576}, {59, 5431}, {37, 3646}}, {{87,
			7966}, {59, 5646}, {37, 3041}}, {{87, 7829}, {59, 5210}, {37, 3614}}, {{87, 7554}, {59, 5886}, {37, 3213}},
			{{87, 8116}, {59, 5276}, {37, 3261}}, {{87, 7910}, {59, 5715}, {37, 3028}}},
		homophily: 0.12274368231046931,
	},
	{
		name: "wisconsin", nodes: 251, edges: 900, edgeSum: 2107650348,
		nodeFeatures: matrixFacts{1703, 24057.0, 1153436.0}, classes: []int{10, 70, 118, 32, 21}, unlabelled: 0,
		splits: [][3]idFacts{{{120, 14976}, {80, 9813}, {51, 6586}}, {{120, 15965}, {80, 9808}, {51, 5602}}, {{120,
			14707}, {80, 10642}, {51, 6026}}, {{120, 14902}, {80, 9838}, {51, 6635}}, {{120, 15117}, {80, 9968}, {51,
			6290}}, {{120, 14291}, {80, 10428}, {51, 6656}}, {{120, 14323}, {80, 10398}, {51, 6654}}, {{120,
			14399}, {80,
			10289}, {51, 6687}}, {{120, 14828}, {80, 10562}, {51, 5985}}, {{120, 15290}, {80, 9658}, {51, 6427}}},
		homophily: 0.17777777777777778,
	},
}
