#include "tls/ca_names.h"

#include <algorithm>
#include <string>
#include <utility>

namespace shakedown::tls {
namespace {

/// The names that `list` holds, judged by their lengths alone.
size_t CountNames(ByteReader list) {
  const ByteSpan octets = list.Rest();
  size_t count = 0;
  for (size_t i = 0; i + 2 <= octets.size(); ++count) {
    i += size_t{2} + (size_t{octets[i]} << 8 | octets[i + 1]);
  }
  return std::min(count, kMaxCaNames);
}

/// "certificate_authorities[3].name.rdn" for "name.rdn".
void AppendErrors(std::vector<DecodeError> errors, std::string_view field, size_t index,
                  std::vector<DecodeError>* all) {
  for (DecodeError& error : errors) {
    error.field = std::string(field) + '[' + std::to_string(index) + "]." + error.field;
    all->push_back(std::move(error));
  }
}

}  // namespace

std::vector<DistinguishedName> ReadCaNames(ByteReader list, std::string_view field) {
  std::vector<DistinguishedName> names;
  names.reserve(CountNames(list));
  while (!list.empty()) {
    if (names.size() == kMaxCaNames) {
      list.Report(DecodeErrorKind::kTooLarge, field,
                  "more than " + std::to_string(kMaxCaNames) + " names");
      break;
    }
    auto name = list.Prefixed16(field, {.min = 1});
    if (!name) break;
    const size_t offset = name->offset();
    const ByteSpan der = name->Rest();
    // The length 0 is reported already.
    if (der.empty()) {
      names.emplace_back().malformed = true;
      continue;
    }
    auto decoded = DecodeDistinguishedName(der, offset);
    if (!decoded.ok()) {
      AppendErrors(std::move(decoded.errors), field, names.size(), list.errors());
    }
    names.push_back(std::move(decoded.value));
  }
  return names;
}

}  // namespace shakedown::tls
