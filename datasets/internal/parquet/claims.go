package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// The library makes room for what a file claims to hold. These checks hold the claims against the file's size.

var errClaims = errors.New("it claims more than it holds")

// checkFooter walks over the description of the file at its end.
func checkFooter(file *files.Whole) error {
	const tail = 8 // the length of the description, and the magic bytes
	if file.Size < 4+tail {
		return errCut
	}
	end := make([]byte, tail)
	if _, err := file.ReadAt(end, file.Size-tail); err != nil {
		return err
	}
	length := int64(binary.LittleEndian.Uint32(end))
	if length > file.Size-4-tail {
		return errCut
	}
	description := make([]byte, length)
	if _, err := file.ReadAt(description, file.Size-tail-length); err != nil {
		return err
	}
	return (&thrift{description}).structure(0, 0, func(int, int64) {})
}

// Fields of a page's header: of PageHeader, and of DataPageHeader, DictionaryPageHeader and DataPageHeaderV2 in it.
const (
	uncompressedSize = 2
	compressedSize   = 3
	valuesV1         = 501
	valuesDictionary = 701
	valuesV2         = 801
	levelsV2         = 805 // the bytes of definition levels, which stand before the compressed part
	repetitionsV2    = 806 // and of repetition levels
	isCompressedV2   = 807
)

// page is what a page's header says, in bytes.
type page struct {
	header, compressed, uncompressed, levels, values int64
	plain                                            bool // it is not compressed, whatever its column is
}

// checkPages walks over the headers of all pages.
func checkPages(file *files.Whole, metadata *format.FileMetaData, mostRows int64) error {
	const free, perByte = 1 << 26, 1 << 10 // the best compression of deflate; that of others is rarely better
	left := free + perByte*file.Size       // of the bytes that all pages may have
	for _, group := range metadata.RowGroups {
		if group.NumRows == 0 {
			continue // it is not read, and its pages may be nowhere
		}
		for _, chunk := range group.Columns {
			at, size := chunk.MetaData.DataPageOffset, chunk.MetaData.TotalCompressedSize
			if first := chunk.MetaData.DictionaryPageOffset; first > 0 && first < at {
				at = first
			}
			if at < 0 || size < 0 || at > file.Size || size > file.Size-at {
				return errClaims
			}
			for end := at + size; at < end; {
				p, err := readPage(file, at, end)
				if err != nil {
					return err
				}
				if left -= p.uncompressed; left < 0 || p.values > mostRows {
					return errClaims
				}
				if err := checkContent(file, at+p.header+p.levels, p, chunk.MetaData.Codec); err != nil {
					return err
				}
				at += p.header + p.compressed
			}
		}
	}
	return nil
}

// checkContent holds what the content of a page says of its own length against what the header says.
func checkContent(file *files.Whole, at int64, p page, codec format.CompressionCodec) error {
	start := make([]byte, min(p.compressed-p.levels, zstd.HeaderMaxSize))
	if _, err := file.ReadAt(start, at); err != nil && err != io.EOF {
		return err
	}
	claimed := uint64(0)
	switch codec {
	case format.Uncompressed, format.Gzip:
	case format.Snappy:
		claimed, _ = binary.Uvarint(start)
	case format.Zstd:
		var header zstd.Header
		if err := header.Decode(start); err == nil && header.HasFCS {
			claimed = header.FrameContentSize
		}
	default: // the library takes any amount of memory for damaged content
		return fmt.Errorf("it is compressed by %s, which is not read; write it with Snappy, gzip or Zstandard", codec)
	}
	if !p.plain && claimed > uint64(p.uncompressed) {
		return errClaims
	}
	return nil
}

// readPage reads the header of a page.
func readPage(file *files.Whole, at, end int64) (page, error) {
	for window := int64(1 << 10); ; window *= 8 { // statistics may make a header long
		window = min(window, end-at)
		start := make([]byte, window)
		if _, err := file.ReadAt(start, at); err != nil && err != io.EOF {
			return page{}, err
		}
		walk, p := &thrift{start}, page{}
		err := walk.structure(0, 0, func(field int, value int64) {
			switch field {
			case uncompressedSize:
				p.uncompressed = value
			case compressedSize:
				p.compressed = value
			case valuesV1, valuesDictionary, valuesV2:
				p.values = value
			case isCompressedV2:
				p.plain = value == 0
			case levelsV2, repetitionsV2:
				p.levels += max(value, 0)
			}
		})
		if err == errCut && window < end-at {
			continue
		}
		p.header = window - int64(len(walk.rest))
		if err == nil && (p.compressed < 0 || p.uncompressed < 0 || p.values < 0 || p.compressed > end-at-p.header ||
			p.levels > p.compressed) {
			err = errClaims
		}
		return p, err
	}
}
