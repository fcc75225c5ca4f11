package xla

import (
	"fmt"
	"maps"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// compileOptions encodes XLA's CompileOptionsProto as go-xla has it: one program on one device, whichever. flags are
// XLA's, with text or whole numbers; they hold for the one program.
func compileOptions(flags map[string]any) (b []byte) {
	// Numbers of fields are those of compile_options.proto.
	var build []byte // executable_build_options
	build = number(build, 1, -1)
	build = number(build, 4, 1) // num_replicas
	build = number(build, 5, 1) // num_partitions
	b = message(b, 3, build)
	b = number(b, 4, 1) // compile_portable_executable
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		var value []byte // OptionOverrideProto
		switch v := flags[name].(type) {
		case string:
			value = message(value, 1, []byte(v))
		case int:
			value = number(value, 3, int64(v))
		default:
			panic(fmt.Errorf("xla: the flag %s has a %T; give it text or a whole number", name, v))
		}
		b = message(b, 7, message(message(nil, 1, []byte(name)), 2, value)) // env_option_overrides
	}
	return b
}

func number(b []byte, field protowire.Number, value int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), uint64(value))
}

func message(b []byte, field protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), value)
}
