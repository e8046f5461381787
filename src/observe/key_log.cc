#include "observe/key_log.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "core/hex.h"
#include "core/text.h"

namespace shakedown::observe {
namespace {

constexpr size_t kMaxConnections = 200'000;
/// The longest line has a label of 32 characters, a random of 64 and a secret of 96 hex digits.
constexpr size_t kMaxLine = 1024;
constexpr size_t kMaxSecretOctets = 64;

constexpr std::array<std::pair<std::string_view, Secret>, kSecrets> kLabels = {
    {{"CLIENT_RANDOM", Secret::kMaster},
     {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", Secret::kClientHandshake},
     {"SERVER_HANDSHAKE_TRAFFIC_SECRET", Secret::kServerHandshake},
     {"CLIENT_TRAFFIC_SECRET_0", Secret::kClientTraffic},
     {"SERVER_TRAFFIC_SECRET_0", Secret::kServerTraffic}}};

/// Lines of other purposes are no mistake: exporters, early data, ECH, RSA premaster secrets.
bool LooksLikeLabel(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void Forget(Bytes& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

}  // namespace

KeyLog::~KeyLog() {
  for (auto& [random, entry] : entries_) {
    for (Bytes& secret : entry) Forget(secret);
  }
}

void KeyLog::Feed(std::string_view text) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view piece = text.substr(0, end);
    too_long_ = too_long_ || unfinished_.size() + piece.size() > kMaxLine;
    if (!too_long_) unfinished_ += piece;
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
    End();
  }
}

void KeyLog::End() {
  if (too_long_) {
    ++strange_lines_;
  } else {
    TakeLine(Trimmed(unfinished_));
  }
  Restart();
}

void KeyLog::Restart() {
  unfinished_.clear();
  too_long_ = false;
}

void KeyLog::TakeLine(std::string_view line) {
  if (line.empty() || line.front() == '#') return;
  const std::vector<std::string_view> words = Words(line);
  const auto label = std::find_if(kLabels.begin(), kLabels.end(),
                                  [&words](const auto& known) { return known.first == words[0]; });
  if (label == kLabels.end() || words.size() != 3) {
    if (label != kLabels.end() || !LooksLikeLabel(words[0]) || words.size() < 3) ++strange_lines_;
    return;
  }
  const auto random = FromHex(words[1]);
  auto secret = FromHex(words[2]);
  if (!random || random->size() != Random{}.size() || !secret || secret->empty() ||
      secret->size() > kMaxSecretOctets) {
    ++strange_lines_;
    return;
  }
  Random key{};
  std::copy(random->begin(), random->end(), key.begin());
  Keep(label->second, key, *std::move(secret));
}

void KeyLog::Keep(Secret secret, const Random& random, Bytes value) {
  const auto [found, fresh] = entries_.try_emplace(random);
  found->second[static_cast<size_t>(secret)] = std::move(value);
  if (!fresh) return;
  order_.push_back(random);
  if (order_.size() <= kMaxConnections) return;
  const auto oldest = entries_.find(order_.front());
  for (Bytes& old : oldest->second) Forget(old);
  entries_.erase(oldest);
  order_.pop_front();
}

const Bytes* KeyLog::Find(Secret secret, ByteSpan client_random) const {
  Random key{};
  if (client_random.size() != key.size()) return nullptr;
  std::copy(client_random.begin(), client_random.end(), key.begin());
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  const Bytes& value = found->second[static_cast<size_t>(secret)];
  return value.empty() ? nullptr : &value;
}

}  // namespace shakedown::observe
