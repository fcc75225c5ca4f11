package mlflow

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/report"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// How much the server takes in one request, and of a value's letters (mlflow/utils/validation.py).
const (
	mostMetrics = 1000
	mostParams  = 100
	mostLetters = 500 // of a parameter, by the servers that take fewest
)

type metric struct {
	Key       string `json:"key"`
	Value     number `json:"value"`
	Timestamp int64  `json:"timestamp"` // milliseconds
	Step      int    `json:"step"`
}

// number is a float64 whose NaN and infinities are strings, as in the JSON of protocol buffers.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	switch value := float64(n); {
	case math.IsNaN(value):
		return []byte(`"NaN"`), nil
	case math.IsInf(value, 1):
		return []byte(`"Infinity"`), nil
	case math.IsInf(value, -1):
		return []byte(`"-Infinity"`), nil
	default:
		return json.Marshal(value)
	}
}

// pair is a parameter or a tag.
type pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// metricsOf are the numbers of a record.
func metricsOf(info run.Info, r run.Record) (list []metric) {
	at := info.Created.Add(r.Elapsed).UnixMilli()
	for _, s := range report.Scalars(info, r) {
		list = append(list, metric{keyed(s.Name), number(s.Value), at, r.Step})
	}
	return list
}

// keyed is a name in the letters that MLflow takes.
func keyed(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-. /", r) {
			return r
		}
		return '_'
	}, name)
}

// paramsOf are the options. A long value is clipped.
func paramsOf(info run.Info) (list []pair) {
	for _, o := range report.Options(info) {
		list = append(list, pair{keyed(o.Name), clipped(o.Value)})
	}
	return list
}

func clipped(text string) string {
	letters := []rune(text)
	if len(letters) <= mostLetters {
		return text
	}
	return string(letters[:mostLetters-1]) + "…"
}

// runTag is the tag by which a run is found again, and identity its value.
const runTag = "kilolayer.run"

func identity(info run.Info) string {
	return info.Created.UTC().Format(time.RFC3339Nano) + " " + info.Model.Fingerprint()
}

// tagsOf are what else is known of a run, and the user's own.
func tagsOf(info run.Info, own []pair) []pair {
	list := []pair{{runTag, identity(info)}}
	for _, p := range []pair{{"device", info.Device}, {"data fingerprint", info.Data.Fingerprint}} {
		if p.Value != "" {
			list = append(list, p)
		}
	}
	var versions []pair
	for name, version := range info.Versions {
		versions = append(versions, pair{keyed("version of " + name), version})
	}
	slices.SortFunc(versions, func(a, b pair) int { return strings.Compare(a.Key, b.Key) })
	return append(append(list, versions...), own...)
}
