#include "net/mysql_packet.h"

#include <vector>

#include "core/byte_reader.h"

namespace shakedown::net {
namespace {

constexpr size_t kHeader = 4;
constexpr uint8_t kProtocolVersion = 10;
constexpr uint8_t kErrorPacket = 0xFF;

// Capability flags.
constexpr uint32_t kLongPassword = 0x1;
constexpr uint32_t kConnectWithDatabase = 0x8;
constexpr uint32_t kProtocol41 = 0x200;
constexpr uint32_t kSsl = 0x800;
constexpr uint32_t kSecureConnection = 0x8000;
constexpr uint32_t kPluginAuth = 0x80000;

constexpr uint32_t kCapabilities =
    kLongPassword | kProtocol41 | kSsl | kSecureConnection | kPluginAuth;

void AppendLittle(std::string* text, uint32_t value, int octets) {
  for (int i = 0; i < octets; ++i) {
    *text += static_cast<char>(static_cast<uint8_t>(value >> (8 * i)));
  }
}

/// What SSLRequest and the login have in common: capabilities, largest packet, UTF-8, filler.
std::string Preamble(uint32_t capabilities) {
  constexpr uint32_t kLargestPacket = 0x1000000;
  constexpr char kUtf8 = 33;
  std::string text;
  AppendLittle(&text, capabilities, 4);
  AppendLittle(&text, kLargestPacket, 4);
  text += kUtf8;
  text.append(23, '\0');
  return text;
}

}  // namespace

size_t MysqlPacketLength(std::string_view text) {
  if (text.size() < kHeader) return 0;
  const auto octet = [text](size_t i) -> size_t { return static_cast<uint8_t>(text[i]); };
  return kHeader + (octet(0) | octet(1) << 8 | octet(2) << 16);
}

std::optional<MysqlGreeting> ReadMysqlGreeting(std::string_view packet) {
  if (packet.size() <= kHeader || static_cast<uint8_t>(packet[kHeader]) != kProtocolVersion) {
    return std::nullopt;
  }
  const std::string_view rest = packet.substr(kHeader + 1);
  const size_t end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  // Behind the version: the connection's number, 8 octets of a challenge and a filler.
  constexpr size_t kBeforeCapabilities = 4 + 8 + 1;
  const std::string_view tail = rest.substr(end + 1);
  if (tail.size() < kBeforeCapabilities + 2) return std::nullopt;
  const auto high = static_cast<uint8_t>(tail[kBeforeCapabilities + 1]);
  return MysqlGreeting{std::string(rest.substr(0, end)), (high & (kSsl >> 8)) != 0};
}

std::optional<MysqlError> ReadMysqlError(std::string_view packet) {
  if (packet.size() < kHeader + 3 || static_cast<uint8_t>(packet[kHeader]) != kErrorPacket) {
    return std::nullopt;
  }
  MysqlError error;
  error.code = static_cast<uint8_t>(packet[kHeader + 1]) | static_cast<uint8_t>(packet[kHeader + 2])
                                                               << 8;
  std::string_view rest = packet.substr(kHeader + 3);
  if (rest.size() >= 6 && rest.front() == '#') {
    error.state = rest.substr(1, 5);
    rest.remove_prefix(6);
  }
  error.text = rest;
  return error;
}

std::string MysqlPacket(uint8_t number, std::string_view payload) {
  std::string packet;
  AppendLittle(&packet, static_cast<uint32_t>(payload.size()), 3);
  packet += static_cast<char>(number);
  packet += payload;
  return packet;
}

std::string MysqlSslRequest() { return MysqlPacket(1, Preamble(kCapabilities)); }

std::string MysqlLogin(std::string_view user, std::string_view database) {
  std::string payload = Preamble(kCapabilities | (database.empty() ? 0 : kConnectWithDatabase));
  payload += user;
  payload += '\0';
  payload += '\0';  // the answer to the challenge has no octets: no password
  if (!database.empty()) {
    payload += database;
    payload += '\0';
  }
  payload += "mysql_native_password";
  payload += '\0';
  return MysqlPacket(2, payload);
}

}  // namespace shakedown::net
