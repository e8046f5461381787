#include "net/proxy_header.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace shakedown::net {
namespace {

constexpr std::array<uint8_t, 12> kSignature = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D,
                                                0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
constexpr uint8_t kVersion2Proxy = 0x21;
constexpr uint8_t kUnknown = 0x00;
constexpr uint8_t kTcpOverIpv4 = 0x11;
constexpr uint8_t kTcpOverIpv6 = 0x21;

/// The octets of an address in network order, 4 or 16; nothing if `text` is none.
std::optional<Bytes> Octets(const std::string& text) {
  std::array<uint8_t, sizeof(in6_addr)> binary{};
  if (inet_pton(AF_INET, text.c_str(), binary.data()) == 1) {
    return Bytes(binary.begin(), binary.begin() + sizeof(in_addr));
  }
  // A scope identifier means nothing on another machine.
  const std::string plain = text.substr(0, text.find('%'));
  if (inet_pton(AF_INET6, plain.c_str(), binary.data()) == 1) {
    return Bytes(binary.begin(), binary.end());
  }
  return std::nullopt;
}

bool IsV4(const Bytes& octets) { return octets.size() == sizeof(in_addr); }

/// ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2).
Bytes Mapped(const Bytes& octets) {
  if (!IsV4(octets)) return octets;
  Bytes mapped(10, 0);
  mapped.insert(mapped.end(), {0xFF, 0xFF});
  mapped.insert(mapped.end(), octets.begin(), octets.end());
  return mapped;
}

std::string Text(const Bytes& octets) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(IsV4(octets) ? AF_INET : AF_INET6, octets.data(), text.data(), text.size());
  return text.data();
}

/// Both ends of the claimed connection, in one family.
struct Ends {
  Bytes source;
  Bytes destination;
  uint16_t source_port = 0;
  uint16_t destination_port = 0;
};

std::optional<Ends> EndsOf(const Address& source, const Address& destination) {
  std::optional<Bytes> from = Octets(source.text);
  std::optional<Bytes> to = Octets(destination.text);
  if (!from || !to) return std::nullopt;
  if (IsV4(*from) != IsV4(*to)) {
    from = Mapped(*from);
    to = Mapped(*to);
  }
  return Ends{*std::move(from), *std::move(to), source.port, destination.port};
}

Bytes Version1(const std::optional<Ends>& ends) {
  std::string line = "PROXY UNKNOWN";
  if (ends) {
    line = std::string("PROXY ") + (IsV4(ends->source) ? "TCP4 " : "TCP6 ") + Text(ends->source) +
           ' ' + Text(ends->destination) + ' ' + std::to_string(ends->source_port) + ' ' +
           std::to_string(ends->destination_port);
  }
  line += "\r\n";
  return Bytes(line.begin(), line.end());
}

void Append16(size_t value, Bytes* bytes) {
  bytes->push_back(static_cast<uint8_t>(value >> 8));
  bytes->push_back(static_cast<uint8_t>(value & 0xFF));
}

void AppendTlv(uint8_t type, ByteSpan value, Bytes* bytes) {
  bytes->push_back(type);
  Append16(value.size(), bytes);
  bytes->insert(bytes->end(), value.begin(), value.end());
}

/// The claim that a proxy ended TLS and verified the client's certificate (PP2_TYPE_SSL).
Bytes VerifiedClient(std::string_view name) {
  constexpr uint8_t kTypeSsl = 0x20;
  constexpr uint8_t kSubtypeVersion = 0x21;
  constexpr uint8_t kSubtypeCommonName = 0x22;
  constexpr uint8_t kTlsWithCertificate = 0x07;
  if (name.empty()) return {};
  Bytes claim = {kTlsWithCertificate, 0, 0, 0, 0};  // the last four: verified without an error
  AppendTlv(kSubtypeVersion, AsBytes("TLSv1.3"), &claim);
  AppendTlv(kSubtypeCommonName, AsBytes(name.substr(0, UINT8_MAX)), &claim);
  Bytes tlv;
  AppendTlv(kTypeSsl, claim, &tlv);
  return tlv;
}

Bytes Version2(const std::optional<Ends>& ends, std::string_view client_name) {
  const Bytes claim = VerifiedClient(client_name);
  Bytes header(kSignature.begin(), kSignature.end());
  header.push_back(kVersion2Proxy);
  if (!ends) {
    header.push_back(kUnknown);
    Append16(claim.size(), &header);
    header.insert(header.end(), claim.begin(), claim.end());
    return header;
  }
  header.push_back(IsV4(ends->source) ? kTcpOverIpv4 : kTcpOverIpv6);
  Append16(2 * ends->source.size() + 2 * sizeof(uint16_t) + claim.size(), &header);
  header.insert(header.end(), ends->source.begin(), ends->source.end());
  header.insert(header.end(), ends->destination.begin(), ends->destination.end());
  Append16(ends->source_port, &header);
  Append16(ends->destination_port, &header);
  header.insert(header.end(), claim.begin(), claim.end());
  return header;
}

}  // namespace

Bytes ProxyHeader(ProxyHeaderVersion version, const Address& source, const Address& destination,
                  std::string_view client_name) {
  const std::optional<Ends> ends = EndsOf(source, destination);
  return version == ProxyHeaderVersion::k1 ? Version1(ends) : Version2(ends, client_name);
}

}  // namespace shakedown::net
