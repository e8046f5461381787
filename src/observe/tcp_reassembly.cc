#include "observe/tcp_reassembly.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace shakedown::observe {
namespace {

constexpr size_t kMaxHeldOctets = 1024 * 1024;
constexpr size_t kMaxHeldSegments = 2048;
constexpr size_t kMaxConnections = 20'000;

attempt::Side Other(attempt::Side side) {
  return side == attempt::Side::kClient ? attempt::Side::kServer : attempt::Side::kClient;
}

/// Without a SYN: whoever sends a ClientHello, else the end with the higher port, is the client.
bool LooksLikeClient(const Segment& first) {
  constexpr uint8_t kHandshakeRecord = 22;
  constexpr uint8_t kClientHello = 1;
  constexpr uint8_t kServerHello = 2;
  if (first.syn) return !first.ack;
  if (first.payload.size() > kRecordHeaderOctets && first.payload[0] == kHandshakeRecord) {
    if (first.payload[kRecordHeaderOctets] == kClientHello) return true;
    if (first.payload[kRecordHeaderOctets] == kServerHello) return false;
  }
  return first.from.port >= first.to.port;
}

}  // namespace

TcpConnection::TcpConnection(const Segment& first, int64_t time_us, FlowTools tools)
    : client_(LooksLikeClient(first) ? first.from : first.to),
      server_(LooksLikeClient(first) ? first.to : first.from),
      began_us_(time_us),
      flow_({client_, server_}, UtcSeconds(std::chrono::seconds(time_us / 1'000'000)), tools) {
  // All secrets that there are have been read.
  flow_.StopWaiting();
}

attempt::Side TcpConnection::SideOf(const Segment& segment) const {
  return segment.from == client_ ? attempt::Side::kClient : attempt::Side::kServer;
}

bool TcpConnection::IsReplacedBy(const Segment& segment) const {
  if (!segment.syn || segment.ack) return false;
  return over_ || (opened_ && segment.from == client_ && segment.sequence != opening_);
}

std::optional<uint64_t> TcpConnection::PositionOf(const Side& side, uint32_t sequence) {
  const auto expected = static_cast<uint32_t>(side.base + side.next);
  const auto distance = static_cast<int32_t>(sequence - expected);
  const auto position = static_cast<int64_t>(side.next) + distance;
  if (position < 0) return std::nullopt;
  return static_cast<uint64_t>(position);
}

void TcpConnection::Hold(attempt::Side which, const Segment& segment, FlowTime at) {
  Side& side = Of(which);
  const Side& other = Of(Other(which));
  const auto position = PositionOf(side, segment.sequence);
  const uint64_t end = position.value_or(0) + segment.payload.size();
  // Repeated: nothing new, unless it brings the end. The octet before the beginning is a
  // keep-alive.
  if (!position || (end <= side.next && !segment.fin)) return;
  Held held{{segment.payload.begin(), segment.payload.end()}, std::nullopt, segment.fin, at};
  if (segment.ack && other.known) held.after = PositionOf(other, segment.acknowledged);
  const auto known = side.held.find(*position);
  if (known != side.held.end()) {
    if (known->second.payload.size() >= held.payload.size() && !held.fin) return;
    side.held_octets -= known->second.payload.size();
  }
  side.held_octets += held.payload.size();
  side.held[*position] = std::move(held);
}

bool TcpConnection::PumpSide(attempt::Side which, bool patient) {
  Side& side = Of(which);
  const Side& other = Of(Other(which));
  bool moved = false;
  while (!side.held.empty()) {
    const auto first = side.held.begin();
    if (first->first > side.next) break;
    Held& held = first->second;
    // The end of the other side takes a sequence number too.
    const bool early = held.after && !other.broken && *held.after > other.next + 1;
    if (early && patient) break;
    const size_t known = std::min<uint64_t>(side.next - first->first, held.payload.size());
    const ByteSpan fresh = ByteSpan(held.payload).subspan(known);
    if (!side.ended && !fresh.empty()) flow_.OnOctets(which, fresh, held.at);
    side.next += fresh.size();
    if (held.fin && !std::exchange(side.ended, true)) flow_.OnEnd(which, FlowEnd::kFin, held.at);
    side.held_octets -= held.payload.size();
    side.held.erase(first);
    moved = true;
  }
  return moved;
}

void TcpConnection::Pump(bool patient) {
  while (true) {
    const bool client = PumpSide(attempt::Side::kClient, patient);
    const bool server = PumpSide(attempt::Side::kServer, patient);
    if (!client && !server) return;
  }
}

/// What is missing was not captured; behind it records cannot be told apart.
void TcpConnection::SkipHoles() {
  Pump(false);
  for (const auto which : {attempt::Side::kClient, attempt::Side::kServer}) {
    Side& side = Of(which);
    if (side.held.empty()) continue;
    const auto& [position, held] = *side.held.begin();
    side.broken = true;
    flow_.OnGap(which, position - side.next, held.at);
    side.next = position;
  }
  Pump(false);
}

void TcpConnection::Add(const Segment& segment, int64_t time_us) {
  if (over_) return;
  const auto which = SideOf(segment);
  const FlowTime at(std::max<int64_t>(time_us - began_us_, 0));
  Side& side = Of(which);
  if (segment.syn) {
    if (side.known) return;
    side.known = true;
    side.base = segment.sequence + 1;
    if (which == attempt::Side::kClient) {
      opened_ = true;
      opening_ = segment.sequence;
    }
    return;
  }
  if (!side.known) {
    side.known = true;
    side.base = segment.sequence;
  }
  if (!segment.payload.empty() || segment.fin) Hold(which, segment, at);
  Pump(true);
  if (segment.reset) {
    SkipHoles();
    flow_.OnEnd(which, FlowEnd::kReset, at);
    over_ = true;
    return;
  }
  for (const Side& one : sides_) {
    if (one.held_octets > kMaxHeldOctets || one.held.size() > kMaxHeldSegments) {
      SkipHoles();
      break;
    }
  }
  over_ = sides_[0].ended && sides_[1].ended;
}

void TcpConnection::Finish() {
  while (!sides_[0].held.empty() || !sides_[1].held.empty()) SkipHoles();
  flow_.Conclude();
}

void TcpConnections::End(std::map<Key, Entry>::iterator entry) {
  entry->second.connection->Finish();
  tell_(entry->second.number, entry->second.connection->Observed());
  entries_.erase(entry);
}

void TcpConnections::Add(const Segment& segment, int64_t time_us) {
  Key key = {attempt::ToText(segment.from), attempt::ToText(segment.to)};
  std::sort(key.begin(), key.end());
  auto found = entries_.find(key);
  if (found != entries_.end() && found->second.connection->IsReplacedBy(segment)) {
    End(found);
    found = entries_.end();
  }
  if (found == entries_.end()) {
    // The rest of a connection that has ended: nothing to begin with.
    if (segment.reset || (segment.payload.empty() && !segment.syn)) return;
    if (entries_.size() >= kMaxConnections) {
      End(std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
        return a.second.number < b.second.number;
      }));
    }
    Entry entry{++count_, std::make_unique<TcpConnection>(segment, time_us, tools_)};
    found = entries_.emplace(std::move(key), std::move(entry)).first;
  }
  found->second.connection->Add(segment, time_us);
  if (found->second.connection->over()) End(found);
}

void TcpConnections::Finish() {
  std::vector<std::map<Key, Entry>::iterator> left;
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) left.push_back(entry);
  std::sort(left.begin(), left.end(),
            [](const auto& a, const auto& b) { return a->second.number < b->second.number; });
  for (const auto& entry : left) End(entry);
}

}  // namespace shakedown::observe
