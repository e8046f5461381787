#include "handshake/peer_admission.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kRecordHeader = 5;
constexpr size_t kMessageHeader = 4;
constexpr std::array<uint8_t, 12> kPreamble = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D,
                                               0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
constexpr size_t kPreambleHeader = 16;

/// What a client calls itself in its request; empty if it does not.
std::string ClaimedName(const RequestHead& request) {
  std::string claimed;
  for (const auto& [name, value] : request.fields) {
    for (const char* known : {"X-SSL-Client-S-DN", "Client-Cert"}) {
      if (EqualsIgnoringAsciiCase(name, known)) claimed += (claimed.empty() ? "" : " ") + value;
    }
  }
  return claimed;
}

int FinishedIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

/// The library has read the record of Finished, and not what is behind it.
void OnStep(const SSL* ssl, int where, int /*result*/) {
  if ((where & SSL_CB_ACCEPT_LOOP) != SSL_CB_ACCEPT_LOOP) return;
  if (SSL_get_state(ssl) != TLS_ST_SR_FINISHED) return;
  auto* const seen = static_cast<bool*>(SSL_get_ex_data(ssl, FinishedIndex()));
  uint8_t octet = 0;
  if (recv(SSL_get_fd(ssl), &octet, 1, MSG_PEEK | MSG_DONTWAIT) == 1) *seen = true;
}

}  // namespace

Decision DecideOrAdmit(std::span<const PeerHost> hosts, broken::Situation situation) {
  const std::string& id = hosts[situation.facts.host].broken;
  if (!broken::BelievesClaims(id)) return Decide(hosts, situation.facts, situation.request);
  situation.wanted = WantedHost(hosts, situation.facts, situation.request);
  situation.wanted_name = hosts[situation.wanted].name;
  if (!broken::Admits(id, situation)) return Decide(hosts, situation.facts, situation.request);
  ConnectionFacts believed = situation.facts;
  believed.presented = believed.verified = true;
  believed.verdict = "SUCCESS";
  const std::string claimed = ClaimedName(situation.request);
  if (!claimed.empty()) believed.subject = believed.user = claimed;
  PeerHost host = hosts[situation.wanted];
  for (const auto& [name, value] : situation.request.fields) {
    if (EqualsIgnoringAsciiCase(name, "Host")) host.name = value;
  }
  return {false, ServedAnswer(host, believed, situation.request)};
}

size_t FirstRecordOctets(ByteSpan first) {
  return first.size() < kRecordHeader ? 0 : static_cast<size_t>(first[3]) << 8 | first[4];
}

bool IsSplitHello(ByteSpan first) {
  if (first.size() < kRecordHeader) return true;
  const size_t record = static_cast<size_t>(first[3]) << 8 | first[4];
  if (record < kMessageHeader || first.size() < kRecordHeader + kMessageHeader) return true;
  const ByteSpan message = first.subspan(kRecordHeader);
  const size_t length = static_cast<size_t>(message[1]) << 16 |
                        static_cast<size_t>(message[2]) << 8 | static_cast<size_t>(message[3]);
  return record < kMessageHeader + length;
}

size_t PreambleOctets(ByteSpan first) {
  if (first.size() < kPreambleHeader) return 0;
  if (!std::equal(kPreamble.begin(), kPreamble.end(), first.begin())) return 0;
  return kPreambleHeader + (static_cast<size_t>(first[14]) << 8 | first[15]);
}

void WatchFinished(SSL* ssl, bool* with_finished) {
  SSL_set_ex_data(ssl, FinishedIndex(), with_finished);
  SSL_set_info_callback(ssl, OnStep);
}

}  // namespace shakedown::handshake
