// What the fuzz targets of decoders share: the input cut into its parts, and the promises that hold
// for every decoded value.
#pragma once

#include <array>
#include <string>

#include "core/assert.h"
#include "core/byte_reader.h"
#include "core/text.h"
#include "tls/code_points.h"
#include "tls/distinguished_name.h"
#include "tls/extension.h"

namespace shakedown::fuzz {

/// The input of a decoder with two wire forms: the first octet picks the version.
struct VersionedInput {
  tls::Version version = tls::Version::kTls12;
  ByteSpan body;
};

inline VersionedInput Versioned(ByteSpan input) {
  constexpr std::array kVersions = {tls::Version::kTls11, tls::Version::kTls12,
                                    tls::Version::kTls13};
  if (input.empty()) return {};
  return {kVersions[input[0] % kVersions.size()], input.subspan(1)};
}

/// Every defect lies inside the input, has a name, and there are not more defects than octets
/// allow.
inline void CheckErrors(const std::vector<DecodeError>& errors, size_t input_octets) {
  SHAKEDOWN_ASSERT(errors.size() <= 2 * input_octets + 8);
  for (const DecodeError& error : errors) {
    SHAKEDOWN_ASSERT(error.offset <= input_octets);
    SHAKEDOWN_ASSERT(!error.field.empty());
    const std::string text = error.Text();
    SHAKEDOWN_ASSERT(Printable(text) == text);
  }
}

/// Extensions hold no more than the octets they came from, at the place they say.
inline void CheckExtensions(const std::vector<tls::Extension>& extensions, ByteSpan body) {
  size_t octets = 0;
  for (const tls::Extension& extension : extensions) {
    octets += extension.data.size();
    SHAKEDOWN_ASSERT(extension.offset + extension.data.size() <= body.size());
    const ByteSpan source = body.subspan(extension.offset, extension.data.size());
    SHAKEDOWN_ASSERT(std::equal(source.begin(), source.end(), extension.data.begin()));
    SHAKEDOWN_ASSERT(!tls::Name(extension.type).empty());
  }
  SHAKEDOWN_ASSERT(octets <= body.size());
}

/// A name prints, and its text and key are those of its octets.
inline void CheckName(const tls::DistinguishedName& name) {
  const std::string text = tls::ToText(name);
  SHAKEDOWN_ASSERT(Printable(text) == text);
  SHAKEDOWN_ASSERT(tls::SameName(name, name));
  for (const auto& rdn : name.rdns) {
    for (const tls::NameAttribute& attribute : rdn) {
      SHAKEDOWN_ASSERT(Printable(attribute.text) == attribute.text);
    }
  }
}

}  // namespace shakedown::fuzz
