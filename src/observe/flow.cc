#include "observe/flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "tls/alert.h"

namespace shakedown::observe {
namespace {

using attempt::Side;
using tls::ContentType;

constexpr size_t kMaxWaiting = 512 * 1024;
constexpr size_t kFirstOctets = 64;
constexpr size_t kMaxNotes = 16;
/// Beyond this much application data nothing is opened any more: a diagnosis lies before it.
constexpr uint64_t kMaxApplicationOctets = 8u << 20;
/// A server that stays silent for this long after the handshake had no objection.
constexpr FlowTime kQuiet{200'000};

/// RFC 9846 section 6: every alert but the two closure alerts ends a TLS 1.3 connection.
bool EndsConnection(const tls::Alert& alert, bool tls13) {
  if (alert.description == tls::AlertDescription::kCloseNotify) return false;
  if (alert.level == tls::AlertLevel::kFatal) return true;
  return tls13 && alert.description != tls::AlertDescription::kUserCanceled;
}

}  // namespace

Flow::Flow(FlowEnds ends, UtcSeconds started, FlowTools tools)
    : ends_(std::move(ends)), tools_(tools), writer_(started) {
  may_wait_ = tools_.keys != nullptr;
  writer_.Add(attempt::Connected{ends_.server.host, ends_.server.port});
}

Flow::~Flow() = default;

void Flow::Note(std::string text) {
  if (notes_.size() < kMaxNotes) notes_.push_back(std::move(text));
}

void Flow::OnOctets(Side from, ByteSpan octets, FlowTime at) {
  if (octets.empty()) return;
  Direction& direction = Of(from);
  direction.octets += octets.size();
  if (!waiting()) writer_.set_now(at);
  if (!tls_begun_) octets = FindTls(from, octets);
  if (!tls_begun_ || octets.empty()) return;
  if (direction.first.size() < kFirstOctets) {
    const size_t count = std::min(octets.size(), kFirstOctets - direction.first.size());
    direction.first.insert(direction.first.end(), octets.begin(),
                           octets.begin() + static_cast<ptrdiff_t>(count));
  }
  const bool was_broken = direction.records.broken();
  direction.records.Feed(octets, [&](const WireRecord& record) { Take(from, record, at); });
  if (!direction.records.broken() || was_broken) return;
  if (from == Side::kServer && direction.records.records() == 0) {
    RecordForeign();
  } else {
    Note(
        fmt::format("octet {} of the {}'s side begins no TLS record; from there on its side is "
                    "not read",
                    direction.records.offset(), attempt::ToString(from)));
  }
}

void Flow::OnGap(Side from, uint64_t octets, FlowTime at) {
  Direction& direction = Of(from);
  if (direction.records.broken()) return;
  if (!waiting()) writer_.set_now(at);
  Note(
      fmt::format("{} octets of the {}'s side are missing after the first {}; from there on its "
                  "side is not read",
                  octets, attempt::ToString(from), direction.octets));
  direction.records.Break();
}

void Flow::Take(Side from, const WireRecord& record, FlowTime at) {
  if (queue_.empty() && Process(from, record, at)) return;
  Waiting item{from, at, record.type, record.version, {}, std::nullopt};
  item.fragment.assign(record.fragment.begin(), record.fragment.end());
  queued_octets_ += item.fragment.size();
  queue_.push_back(std::move(item));
  if (queued_octets_ > kMaxWaiting) StopWaiting();
}

void Flow::OnEnd(Side from, FlowEnd end, FlowTime at) {
  if (Of(from).ended) return;
  Of(from).ended = true;
  ended_ = end == FlowEnd::kReset || (client_.ended && server_.ended);
  if (queue_.empty()) {
    End(from, end, at);
  } else {
    queue_.push_back({from, at, {}, 0, {}, end});
  }
}

/// True once nothing waits any more that could be processed.
void Flow::Drain() {
  while (!queue_.empty()) {
    const Waiting& item = queue_.front();
    if (item.end) {
      End(item.from, *item.end, item.at);
    } else if (!Process(item.from, {item.type, item.version, item.fragment, 0}, item.at)) {
      return;
    }
    queued_octets_ -= item.fragment.size();
    queue_.pop_front();
  }
}

void Flow::OnKeys() { Drain(); }

void Flow::StopWaiting() {
  may_wait_ = false;
  Drain();
}

/// False: the record is encrypted, and its secret may still come.
bool Flow::Process(Side from, const WireRecord& record, FlowTime at) {
  Direction& direction = Of(from);
  const bool clear =
      !direction.encrypted || (Is13() && record.type != ContentType::kApplicationData);
  const bool sealed = sight_ == Sight::kSealed || sight_ == Sight::kMisfit;
  if (!clear && !sealed && direction.opener == nullptr && !HasKeys(from)) {
    if (may_wait_) return false;
    if (IsUnreadable(from)) {
      writer_.set_now(at);
      writer_.AddRecord(from, record);
      return true;
    }
    Seal(Sight::kSealed);
  }
  writer_.set_now(at);
  writer_.AddRecord(from, record);
  if (sight_ == Sight::kNothing) sight_ = Sight::kClear;
  if (clear) {
    Content(from, record.type, record.fragment);
  } else if (sight_ == Sight::kClear) {
    Opened(from, record);
  } else {
    Sealed(from, record);
  }
  return true;
}

void Flow::Opened(Side from, const WireRecord& record) {
  Direction& direction = Of(from);
  if (application_octets_ > kMaxApplicationOctets) return;
  if (direction.opener == nullptr && !MakeOpener(from)) {
    Seal(Sight::kSealed);
    Sealed(from, record);
    return;
  }
  const auto opened = direction.opener->Open(record);
  if (opened) {
    direction.opened = true;
    Content(from, opened->type, opened->content);
    return;
  }
  // Early data has a secret of its own; a server that turns it down skips it too.
  if (Is13() && from == Side::kClient && early_data_ && !direction.opened) return;
  Seal(Sight::kMisfit);
  Sealed(from, record);
}

void Flow::Content(Side from, ContentType type, ByteSpan content) {
  switch (type) {
    case ContentType::kHandshake:
      Of(from).messages.Feed(content, [&](ByteSpan message) { OnMessage(from, message); });
      if (Of(from).messages.too_large()) Note("a handshake message is too large to be read");
      return;
    case ContentType::kChangeCipherSpec: OnChangeCipherSpec(from); return;
    case ContentType::kAlert: OnAlert(from, content); return;
    case ContentType::kApplicationData: OnApplicationData(from, content); return;
  }
}

void Flow::OnAlert(Side from, ByteSpan content) {
  const tls::Alert alert = tls::DecodeAlert(content).value;
  if (alert.description == tls::AlertDescription::kCloseNotify) {
    if (from == Side::kClient) {
      End(from, FlowEnd::kFin, writer_.now());
    } else {
      close_notify_ = true;
      End(from, FlowEnd::kFin, writer_.now());
    }
    return;
  }
  fatal_alert_ = fatal_alert_ || EndsConnection(alert, Is13());
  writer_.Add(attempt::AlertSeen{from, alert.level, alert.description, writer_.phase()});
}

void Flow::OnApplicationData(Side from, ByteSpan content) {
  application_octets_ += content.size();
  if (application_ == nullptr) {
    application_ = negotiation_.alpn == "h2" ? MakeHttp2Watch(&writer_) : MakeHttp1Watch(&writer_);
  }
  if (from == Side::kClient) {
    application_->OnClient(content);
  } else {
    application_->OnServer(content);
  }
}

/// Called once for close_notify and again for the end of TCP: the first counts.
void Flow::End(Side from, FlowEnd end, FlowTime at) {
  writer_.set_now(at);
  if (from == Side::kClient) {
    if (std::exchange(client_left_, true) || closed_) return;
    const bool silent = returned_ && writer_.phase() == attempt::Phase::kAfterFinished;
    const FlowTime listened = at - returned_at_;
    if (silent && !fatal_alert_ && listened >= kQuiet) {
      writer_.Add(attempt::QuietAfterFinished{std::chrono::duration_cast<Milliseconds>(listened)});
    }
    return;
  }
  if (application_ != nullptr) application_->OnServerEnd();
  if (client_left_ || std::exchange(closed_, true)) return;
  // An end of something else than TLS is no answer to a handshake.
  if (!tls_begun_ && client_.octets > 0) return;
  sealed_.server_closed = true;
  // What the server said before it closed is not known: its close is no verdict by itself.
  const bool unread =
      sealed_.server_answered || (application_ != nullptr && !application_->understood());
  if (unread) return;
  using How = attempt::PeerClosed::How;
  const How how =
      close_notify_ ? How::kCloseNotify : (end == FlowEnd::kReset ? How::kReset : How::kFin);
  writer_.Add(attempt::PeerClosed{how, writer_.phase()});
}

void Flow::Conclude() {
  StopWaiting();
  if (application_ != nullptr) application_->OnServerEnd();
  CheckServer();
  if (!tls_begun_) {
    talk_.Feed(Side::kClient, finder_.held());
    EndClearTalk();
  }
  const bool unknown = Is13() && sight_ != Sight::kClear;
  if (tls_begun_ && !returned_ && !unknown && (ended_ || fatal_alert_)) {
    attempt::HandshakeReturned failed;
    failed.version = version_;
    writer_.Add(std::move(failed));
  }
  for (const Direction* direction : {&client_, &server_}) {
    const size_t cut = direction->records.unfinished();
    if (cut == 0 || direction->records.broken()) continue;
    Note(fmt::format("the {}'s side ends in the middle of a record ({} octets of it are there)",
                     direction == &client_ ? "client" : "server", cut));
  }
}

Observation Flow::Observed() const {
  Observation seen;
  seen.ends = ends_;
  seen.trace = writer_.trace();
  seen.sight = sight_;
  seen.sealed = sealed_;
  if (application_ != nullptr) {
    seen.requests = application_->requests();
    seen.speaks_http = application_->understood();
  }
  seen.handshake_done = returned_;
  seen.ended = ended_;
  seen.notes = notes_;
  return seen;
}

}  // namespace shakedown::observe
