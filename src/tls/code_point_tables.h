// The IANA registries as tables compiled in: the data behind `Name`, `IsKnown` and the rule which
// extension may stand in which TLS 1.3 message. Only `code_points.cc`, `extension.cc` and the test
// that compares the tables with `fixtures/iana` include this.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "tls/extension.h"

namespace shakedown::tls {

/// A registered value, or a block of values with one name. Inclusive on both ends.
struct CodePointRow {
  uint16_t first;
  uint16_t last;
  std::string_view name;  ///< as the registry spells it
};

/// A registered extension.
struct ExtensionRow {
  uint16_t value;
  std::string_view name;
  uint8_t places;  ///< the `ExtensionPlace`s that may carry it in TLS 1.3, or'ed; or kAnyPlace
};

/// The registry does not say where the extension belongs.
inline constexpr uint8_t kAnyPlace = 0xff;

/// The rows of one registry, by ascending value. Static storage.
std::span<const CodePointRow> AlertRows();
std::span<const CodePointRow> ClientCertificateTypeRows();
std::span<const CodePointRow> NamedGroupRows();
std::span<const CodePointRow> SignatureSchemeRows();
std::span<const ExtensionRow> ExtensionTypeRows();

/// The two one-octet registries of TLS 1.2 (RFC 5246 section 7.4.1.4.1), and the pairs of them that
/// are a meaningful two-octet value: hash in the high octet, signature in the low one.
std::span<const CodePointRow> HashAlgorithmRows();
std::span<const CodePointRow> SignatureAlgorithmRows();
std::span<const uint16_t> SignaturePairRows();

}  // namespace shakedown::tls
