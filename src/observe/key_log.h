// Session secrets in the NSS key log format, as SSLKEYLOGFILE makes clients write them: read in any
// portions, kept by the ClientHello's random. What is in here never goes into any output.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"

namespace shakedown::observe {

/// The secrets that decryption needs, by what their lines are called.
enum class Secret : uint8_t {
  kMaster,           ///< CLIENT_RANDOM: master secret of TLS 1.2 and below
  kClientHandshake,  ///< CLIENT_HANDSHAKE_TRAFFIC_SECRET
  kServerHandshake,  ///< SERVER_HANDSHAKE_TRAFFIC_SECRET
  kClientTraffic,    ///< CLIENT_TRAFFIC_SECRET_0
  kServerTraffic,    ///< SERVER_TRAFFIC_SECRET_0
};
inline constexpr size_t kSecrets = 5;

/// At most 200,000 connections are kept; beyond, the oldest are forgotten.
class KeyLog final {
 public:
  KeyLog() = default;
  KeyLog(const KeyLog&) = delete;
  KeyLog& operator=(const KeyLog&) = delete;
  ~KeyLog();

  /// Takes the next portion of a log. Lines that are not understood are counted and left out, as
  /// are comments and secrets for other purposes; an unfinished last line is kept for later.
  void Feed(std::string_view text);
  /// The log has ended: its last line counts although no line feed follows.
  void End();
  /// A new log begins; what was read stays, an unfinished line does not.
  void Restart();

  /// The secret of the connection whose ClientHello has this random; null if it is not known (yet).
  /// Borrowed until the next call that changes the log.
  const Bytes* Find(Secret secret, ByteSpan client_random) const;
  /// Connections with at least one secret.
  size_t connections() const { return entries_.size(); }
  /// Lines that were neither comments nor of the format.
  size_t strange_lines() const { return strange_lines_; }

 private:
  using Random = std::array<uint8_t, 32>;
  using Entry = std::array<Bytes, kSecrets>;

  void TakeLine(std::string_view line);
  void Keep(Secret secret, const Random& random, Bytes value);

  std::map<Random, Entry> entries_;
  std::deque<Random> order_;
  std::string unfinished_;
  bool too_long_ = false;  ///< the line under way is being skipped
  size_t strange_lines_ = 0;
};

/// A key log file, read to its end again and again while its writer appends to it.
class KeyLogFile final {
 public:
  /// Feeds `log` (borrowed, outlives this object) from `path`. The file need not exist yet.
  KeyLogFile(std::string path, KeyLog* log) : path_(std::move(path)), log_(log) {}
  ~KeyLogFile();
  KeyLogFile(const KeyLogFile&) = delete;
  KeyLogFile& operator=(const KeyLogFile&) = delete;

  /// Reads what is new, at most 16 MiB at once. A file that was replaced or cut is read from its
  /// beginning. kFileRead if it exists and cannot be read.
  Result<void> Poll();

 private:
  Result<void> Reopen();

  const std::string path_;
  KeyLog* const log_;
  int fd_ = -1;
  uint64_t inode_ = 0;
  uint64_t offset_ = 0;
};

}  // namespace shakedown::observe
