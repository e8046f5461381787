#include "tls/extension.h"

#include <algorithm>
#include <string>

namespace shakedown::tls {
namespace {

/// No real message comes near it; it keeps the search for duplicates cheap.
constexpr size_t kMaxExtensions = 512;
constexpr size_t kHeaderOctets = 4;

std::string ListOf(std::string_view message) { return std::string(message) + ".extensions"; }

}  // namespace

std::vector<Extension> ReadExtensions(ByteReader list, std::string_view message) {
  std::vector<Extension> extensions;
  const std::string field = ListOf(message);
  while (!list.empty()) {
    if (extensions.size() == kMaxExtensions) {
      list.Report(DecodeErrorKind::kTooLarge, field, "more than 512 extensions");
      break;
    }
    const size_t start = list.offset();
    const auto type = list.U16(field);
    // RFC 9846 section 4.3: opaque extension_data<0..2^16-1>.
    auto data = list.Prefixed16(field);
    if (!type || !data) break;
    Extension extension{static_cast<ExtensionType>(*type), {}, data->offset()};
    // RFC 9846 section 4.3: no more than one extension of a type in one block.
    if (Find(extensions, extension.type) != nullptr) {
      list.ReportAt(start, DecodeErrorKind::kDuplicate, field, Name(extension.type));
    }
    const ByteSpan content = data->Rest();
    extension.data.assign(content.begin(), content.end());
    extensions.push_back(std::move(extension));
  }
  return extensions;
}

void ReportMisplaced(const std::vector<Extension>& extensions, ExtensionPlace place,
                     std::string_view message, std::vector<DecodeError>* errors) {
  for (const Extension& extension : extensions) {
    if (IsAllowed(extension.type, place)) continue;
    errors->push_back({DecodeErrorKind::kIllegal, ListOf(message), extension.offset - kHeaderOctets,
                       Name(extension.type) + " does not belong in this message"});
  }
}

const Extension* Find(const std::vector<Extension>& extensions, ExtensionType type) {
  const auto found = std::ranges::find(extensions, type, &Extension::type);
  return found != extensions.end() ? &*found : nullptr;
}

}  // namespace shakedown::tls
