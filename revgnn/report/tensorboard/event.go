package tensorboard

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/report"
	"google.golang.org/protobuf/encoding/protowire"
)

// The numbers of the fields, in tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto,
// tensor.proto.
const (
	eventWallTime    = 1
	eventStep        = 2
	eventFileVersion = 3
	eventSummary     = 5
	eventSessionLog  = 7

	sessionStatus = 1 // its value for a start is 1 as well

	summaryValue = 1

	valueTag      = 1
	valueSimple   = 2
	valueTensor   = 8
	valueMetadata = 9

	metadataPlugin = 1
	pluginName     = 1

	tensorType    = 1
	tensorStrings = 8
	typeString    = 7 // DT_STRING
)

// event begins an Event at a time and a step.
func event(at time.Time, step int) []byte {
	b := protowire.AppendTag(nil, eventWallTime, protowire.Fixed64Type)
	b = protowire.AppendFixed64(b, math.Float64bits(float64(at.UnixMicro())/1e6))
	b = protowire.AppendTag(b, eventStep, protowire.VarintType)
	return protowire.AppendVarint(b, uint64(step))
}

// version is the first Event of a file.
func version(at time.Time) []byte { return text(event(at, 0), eventFileVersion, "brain.Event:2") }

// begin is the Event that lets a reader drop what earlier files told of the run.
func begin(at time.Time) []byte {
	return message(event(at, 0), eventSessionLog,
		protowire.AppendVarint(protowire.AppendTag(nil, sessionStatus, protowire.VarintType), 1))
}

// scalars is the Event of numbers at a step. TensorBoard holds them as float32.
func scalars(at time.Time, step int, list []report.Scalar) []byte {
	var summary []byte
	for _, s := range list {
		value := text(nil, valueTag, s.Name)
		value = protowire.AppendTag(value, valueSimple, protowire.Fixed32Type)
		value = protowire.AppendFixed32(value, math.Float32bits(float32(s.Value)))
		summary = message(summary, summaryValue, value)
	}
	return message(event(at, step), eventSummary, summary)
}

// told is the Event of the options, a table in Markdown.
func told(at time.Time, list []report.Option) []byte {
	table := "| option | value |\n|---|---|\n"
	escape := strings.NewReplacer("|", `\|`, "\n", " ")
	for _, o := range list {
		table += fmt.Sprintf("| %s | %s |\n", escape.Replace(o.Name), escape.Replace(o.Value))
	}
	tensor := protowire.AppendVarint(protowire.AppendTag(nil, tensorType, protowire.VarintType), typeString)
	tensor = append(protowire.AppendTag(tensor, 2, protowire.BytesType), 0) // a shape without dimensions
	value := text(nil, valueTag, "options/text_summary")
	value = message(value, valueTensor, text(tensor, tensorStrings, table))
	value = message(value, valueMetadata, message(nil, metadataPlugin, text(nil, pluginName, "text")))
	return message(event(at, 0), eventSummary, message(nil, summaryValue, value))
}

func text(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func message(b []byte, field protowire.Number, inner []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), inner)
}
