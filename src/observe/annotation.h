// Octets explained one by one: what stands at which offset. Every octet of the input is covered,
// well-formed or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"

namespace shakedown::observe {

/// What a run of octets stands for.
struct Annotation {
  size_t offset = 0;
  size_t octets = 0;
  int depth = 0;       ///< nesting, for indentation
  std::string text;    ///< printable, one line
  bool wrong = false;  ///< it breaks the format
};

/// Walks over octets and annotates each that it passes.
class Annotator final {
 public:
  /// Both borrowed. `offset` is what the first octet of `octets` is called.
  Annotator(ByteSpan octets, std::vector<Annotation>* out, size_t offset = 0, int depth = 0)
      : octets_(octets), out_(out), offset_(offset), depth_(depth) {}

  size_t remaining() const { return octets_.size(); }
  bool empty() const { return octets_.empty(); }
  ByteSpan rest() const { return octets_; }

  /// A big-endian number of 1 to 4 octets, annotated with `label` and what `describe` makes of it.
  /// Nothing if octets are missing: what there is is then annotated as cut off.
  std::optional<uint32_t> Number(size_t octets, std::string_view label,
                                 const std::function<std::string(uint32_t)>& describe = {});
  /// A run of octets as one annotation; false if octets are missing.
  bool Octets(size_t octets, std::string_view text);
  /// A length prefix of 1 to 3 octets and what it counts, one level deeper. A length beyond the end
  /// yields what there is.
  Annotator Vector(size_t prefix, std::string_view label);
  /// The next octets one level deeper, at most those that are left.
  Annotator Part(size_t octets);
  /// What is left as one annotation; none if nothing is.
  void Rest(std::string_view text);
  /// What is left should not be there.
  void End();
  /// An annotation of no octets: a remark about what comes next.
  void Remark(std::string text, bool wrong = false);

 private:
  void Add(size_t octets, std::string text, bool wrong = false);

  ByteSpan octets_;
  std::vector<Annotation>* out_;
  size_t offset_;
  int depth_;
};

/// A DER value and all values inside it: names, certificates (X.690).
void AnnotateDer(Annotator& at);
/// The extensions of a message: what fills `list`. `of_client` is ClientHello, where some have
/// another form.
void AnnotateExtensions(Annotator list, bool of_client);

}  // namespace shakedown::observe
