// The little of the MySQL client/server protocol that asking for TLS and logging in takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shakedown::net {

/// What the server's first packet says about itself.
struct MysqlGreeting {
  std::string version;  ///< as received
  bool tls = false;     ///< CLIENT_SSL is among its capabilities
};

struct MysqlError {
  int code = 0;       ///< 1045
  std::string state;  ///< SQLSTATE, "28000"; empty before a login
  std::string text;   ///< as received
};

/// Octets of the packet at the start of `text`, header included; 0: not known yet. It may be longer
/// than `text`.
size_t MysqlPacketLength(std::string_view text);
/// The greeting in a complete packet; nothing if it is none.
std::optional<MysqlGreeting> ReadMysqlGreeting(std::string_view packet);
/// The error in a complete packet; nothing if it is none.
std::optional<MysqlError> ReadMysqlError(std::string_view packet);
/// `payload` as a packet with this number.
std::string MysqlPacket(uint8_t number, std::string_view payload);
/// The packet that asks for TLS, number 1.
std::string MysqlSslRequest();
/// The packet that logs `user` in without a password, number 2. An empty database: none.
std::string MysqlLogin(std::string_view user, std::string_view database);

}  // namespace shakedown::net
