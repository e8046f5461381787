#include "report/html/request_bytes.h"

#include <algorithm>

#include "tls/code_points.h"
#include "tls/distinguished_name.h"

namespace shakedown::report::html {
namespace {

constexpr size_t kMaxNotes = 500;

/// Reads fields one after the other; the first that does not fit ends it.
class Annotator {
 public:
  explicit Annotator(ByteSpan raw) : raw_(raw) {}

  bool done() const { return at_ >= raw_.size() || broken_ || notes_.size() >= kMaxNotes; }
  size_t at() const { return at_; }

  /// A note about the next `count` octets; false if there are not as many.
  bool Note(size_t count, std::string meaning, int depth) {
    if (broken_ || notes_.size() >= kMaxNotes || raw_.size() - at_ < count) return Break();
    notes_.push_back({at_, raw_.subspan(at_, count), std::move(meaning), depth});
    at_ += count;
    return true;
  }
  /// A big-endian number of `count` octets, noted as "<meaning>: <number>".
  size_t Number(size_t count, const std::string& meaning, int depth) {
    const size_t value = Peek(count);
    return Note(count, meaning + ": " + std::to_string(value), depth) ? value : 0;
  }
  size_t Peek(size_t count) const {
    if (raw_.size() - at_ < count) return 0;
    size_t value = 0;
    for (size_t i = 0; i < count; ++i) value = value << 8 | raw_[at_ + i];
    return value;
  }
  ByteSpan Ahead(size_t count) const {
    return raw_.subspan(at_, std::min(count, raw_.size() - at_));
  }

  std::vector<ByteNote> Take() {
    if (at_ < raw_.size()) {
      const bool cut = notes_.size() >= kMaxNotes;
      notes_.push_back({at_, raw_.subspan(at_), cut ? "more of the same" : "cannot be read", 0});
    }
    return std::move(notes_);
  }

 private:
  bool Break() {
    broken_ = true;
    return false;
  }

  ByteSpan raw_;
  size_t at_ = 0;
  bool broken_ = false;
  std::vector<ByteNote> notes_;
};

void NoteSchemes(Annotator& notes, int depth) {
  const size_t size = notes.Number(2, "octets of algorithms", depth);
  const size_t end = notes.at() + size;
  while (notes.at() + 2 <= end && !notes.done()) {
    const auto scheme = static_cast<tls::SignatureScheme>(notes.Peek(2));
    notes.Note(2, tls::Name(scheme), depth + 1);
  }
}

void NoteNames(Annotator& notes, int depth) {
  const size_t size = notes.Number(2, "octets of CA names", depth);
  const size_t end = notes.at() + size;
  while (notes.at() + 2 <= end && !notes.done()) {
    const size_t length = notes.Number(2, "octets of this name", depth + 1);
    const auto name = tls::DecodeDistinguishedName(notes.Ahead(length));
    if (length > 0) notes.Note(length, tls::ToText(name.value), depth + 1);
  }
}

void NoteExtension(Annotator& notes) {
  const auto type = static_cast<tls::ExtensionType>(notes.Peek(2));
  notes.Note(2, "extension " + tls::Name(type), 1);
  const size_t length = notes.Number(2, "its length", 1);
  if (length == 0) return;
  switch (static_cast<uint16_t>(type)) {
    case 13:
    case 50: NoteSchemes(notes, 2); break;
    case 47: NoteNames(notes, 2); break;
    default: notes.Note(length, "its data", 2); break;
  }
}

/// RFC 9846 section 4.4.2.
void NoteForm13(Annotator& notes) {
  const size_t context = notes.Number(1, "octets of certificate_request_context", 0);
  if (context > 0) notes.Note(context, "certificate_request_context", 0);
  notes.Number(2, "octets of extensions", 0);
  while (!notes.done()) NoteExtension(notes);
}

/// RFC 5246 section 7.4.4; TLS 1.0 and 1.1 have no algorithms.
void NoteForm12(Annotator& notes, bool with_algorithms) {
  const size_t types = notes.Number(1, "number of certificate types", 0);
  for (size_t i = 0; i < types && !notes.done(); ++i) {
    const auto type = static_cast<tls::ClientCertificateType>(notes.Peek(1));
    notes.Note(1, tls::Name(type), 1);
  }
  if (with_algorithms) NoteSchemes(notes, 0);
  NoteNames(notes, 0);
}

}  // namespace

std::vector<ByteNote> AnnotateRequest(ByteSpan raw, std::string_view version) {
  Annotator notes(raw);
  notes.Note(1, "handshake message CertificateRequest", 0);
  notes.Number(3, "length of the message", 0);
  if (version == "TLSv1.3") {
    NoteForm13(notes);
  } else {
    NoteForm12(notes, version == "TLSv1.2");
  }
  return notes.Take();
}

}  // namespace shakedown::report::html
