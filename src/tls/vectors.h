// The shapes of vectors that several messages and extensions share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/byte_reader.h"
#include "tls/code_points.h"
#include "tls/extension.h"

namespace shakedown::tls {

/// The content octets that `reader` has left, owned.
inline Bytes Owned(ByteReader reader) {
  const ByteSpan rest = reader.Rest();
  return {rest.begin(), rest.end()};
}

/// 16-bit code points to the end of `list`. An odd octet at the end is ignored: whoever read the
/// length prefix has reported it.
template <typename CodePoint>
std::vector<CodePoint> ReadCodePoints16(ByteReader list, std::string_view field) {
  std::vector<CodePoint> values;
  values.reserve(list.remaining() / 2);
  while (list.remaining() >= 2) values.push_back(static_cast<CodePoint>(*list.U16(field)));
  return values;
}

/// SignatureSchemeList (RFC 9846 section 4.3.3): SignatureScheme
/// supported_signature_algorithms<2..2^16-2>. Also the form of TLS 1.2 (RFC 5246
/// section 7.4.1.4.1).
inline std::vector<SignatureScheme> ReadSignatureSchemes(ByteReader* reader,
                                                         std::string_view field) {
  auto list = reader->Prefixed16(field, {.min = 2, .max = 0xfffe, .multiple_of = 2});
  return list ? ReadCodePoints16<SignatureScheme>(*list, field) : std::vector<SignatureScheme>{};
}

/// A cursor over the data of `extension`, with offsets counted in the message body.
inline ByteReader ReaderOf(const Extension& extension, std::vector<DecodeError>* errors) {
  return {extension.data, errors, extension.offset};
}

/// ProtocolNameList (RFC 7301 section 3.1): ProtocolName protocol_name_list<2..2^16-1>, opaque
/// ProtocolName<1..2^8-1>. The names are hostile.
std::vector<std::string> ReadProtocolNames(ByteReader data, std::string_view field);

}  // namespace shakedown::tls
