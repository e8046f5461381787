#include "handshake/peer_connection.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "core/text.h"
#include "handshake/peer_admission.h"
#include "handshake/peer_linger.h"
#include "handshake/peer_user.h"
#include "ossl/error_queue.h"
#include "tls/distinguished_name.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kChunk = 4096;
constexpr size_t kSniffed = 64;
constexpr int kStepsPerAdvance = 64;
constexpr int kLifeInIdleLimits = 6;
/// How long the answer to a misstep after the handshake is waited for.
constexpr Milliseconds kWatched{1500};
constexpr uint8_t kTlsHandshakeRecord = 0x16;

bool LooksLikeTls(uint8_t first) {
  // As nginx: a handshake record, or the high bit of an SSL 2 length.
  return first == kTlsHandshakeRecord || (first & 0x80) != 0;
}

bool LooksLikeMethod(uint8_t first) {
  return (first >= 'A' && first <= 'Z') || first == '\r' || first == '\n';
}

std::string SubjectOf(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_NAME(X509_get_subject_name(certificate), &der);
  if (length <= 0) return {};
  const ByteSpan name(der, static_cast<size_t>(length));
  std::string text = tls::ToText(tls::DecodeDistinguishedName(name).value);
  OPENSSL_free(der);
  return text;
}

}  // namespace

PeerConnection::PeerConnection(net::Socket socket, const PeerContexts& contexts,
                               Milliseconds idle_limit, Milliseconds life_limit, PeerClient client)
    : socket_(std::move(socket)),
      contexts_(contexts),
      idle_limit_(idle_limit),
      client_(std::move(client)),
      last_moment_(std::chrono::steady_clock::now() +
                   (life_limit.count() > 0 ? life_limit : kLifeInIdleLimits * idle_limit)),
      deadline_(std::chrono::steady_clock::now() + idle_limit) {
  if (client_.observer == nullptr) return;
  witness_ = std::make_unique<PeerWitness>(client_.endpoint);
  tls_.observer = client_.observer;
  tls_.witness = witness_.get();
  tls_.client = client_.endpoint;
}

PeerConnection::~PeerConnection() {
  if (!witness_) return;
  try {
    PeerReport report = Report();
    report.trace = witness_->Finish();
    client_.observer->OnFinished(std::move(report));
  } catch (...) {
    // Out of memory: the connection goes untold.
  }
}

void PeerConnection::OnDeadline() {
  if (witness_ && state_ != State::kLingering) witness_->OnDeadline();
}

PeerReport PeerConnection::Report() const {
  PeerReport report;
  report.number = client_.number;
  report.client = client_.endpoint;
  report.host = tls_.host;
  if (request_->state() == RequestReader::State::kDone) report.request = request_->head();
  report.status = status_;
  return report;
}

void PeerConnection::Witnessed(net::IoStatus end) {
  if (!witness_) return;
  using How = attempt::PeerClosed::How;
  if (end == net::IoStatus::kClosed) witness_->OnClosed(How::kFin);
  if (end == net::IoStatus::kReset) witness_->OnClosed(How::kReset);
}

Answer PeerConnection::Observed(const Answer& planned) {
  if (!witness_ || !ssl_) return planned;
  try {
    PeerReport report = Report();
    report.trace = witness_->Copy();
    return client_.observer->OnAnswer(report, planned);
  } catch (...) {
    return planned;
  }
}

PeerConnection::Wants PeerConnection::Advance() {
  if (state_ != State::kLingering && state_ != State::kWatching) {
    deadline_ = std::min(last_moment_, std::chrono::steady_clock::now() + idle_limit_);
  }
  for (int steps = 0; steps < kStepsPerAdvance; ++steps) {
    switch (RunState()) {
      case Step::kNext: continue;
      case Step::kRead: return Wants::kRead;
      case Step::kWrite: return Wants::kWrite;
      case Step::kDone: return Wants::kNothing;
    }
  }
  // A socket is writable nearly always: others get their turn, and octets that the library has
  // already taken off the socket are not waited for in vain.
  return Wants::kWrite;
}

PeerConnection::Step PeerConnection::RunState() {
  switch (state_) {
    case State::kSniffing: return Sniff();
    case State::kPlain: return ReadPlain();
    case State::kEarlyData: return ReadEarlyData();
    case State::kHandshake: return Handshake();
    case State::kRequest: return ReadRequest();
    case State::kHttp2: return TalkHttp2();
    case State::kLate: return AwaitLateCertificate();
    case State::kWatching: return Watch();
    case State::kAnswer: return WriteAnswer();
    case State::kCloseNotify: return SendCloseNotify();
    case State::kLingering: return Linger();
  }
  return Step::kDone;
}

PeerConnection::Step PeerConnection::Enter(State state) {
  state_ = state;
  return Step::kNext;
}

PeerConnection::Step PeerConnection::Sniff() {
  std::array<uint8_t, kSniffed> peeked;
  const net::IoResult got = socket_.Peek(peeked);
  if (got.status == net::IoStatus::kWouldBlock) return Step::kRead;
  Witnessed(got.status);
  if (got.status != net::IoStatus::kDone) return Step::kDone;
  const ByteSpan first = ByteSpan(peeked).first(got.octets);
  if (contexts_.BelievesClaims() && !claimed_ && PreambleOctets(first) > 0) {
    return SkipPreamble(PreambleOctets(first));
  }
  if (LooksLikeTls(peeked[0])) {
    hello_split_ = IsSplitHello(first);
    hello_octets_ = FirstRecordOctets(first);
    ssl_ = contexts_.NewConnection(socket_.fd(), &tls_);
    if (!ssl_) return Step::kDone;
    if (witness_) witness_->Attach(ssl_.get());
    if (witness_ && tls_.flight) witness_->set_flight_judge(tls_.flight.get());
    if (contexts_.Missteps() && !Misstep(ssl_.get())) return Step::kDone;
    return Enter(contexts_.TakesEarlyData() ? State::kEarlyData : State::kHandshake);
  }
  if (witness_) witness_->OnForeign(ByteSpan(peeked).first(got.octets));
  return LooksLikeMethod(peeked[0]) ? Enter(State::kPlain) : Reply(BadRequestAnswer());
}

bool PeerConnection::Misstep(SSL* ssl) {
  saboteur_ = std::make_unique<damage::ServerSaboteur>();
  tls_.saboteur = saboteur_.get();
  if (witness_) witness_->set_saboteur(saboteur_.get());
  return saboteur_->Attach(ssl, witness_ ? witness_->witness() : nullptr);
}

/// What a misstep after the handshake leads to; kNext: the library goes on.
PeerConnection::Step PeerConnection::Take(damage::ServerSaboteur::Turn turn) {
  using Turn = damage::ServerSaboteur::Turn;
  switch (turn) {
    case Turn::kGoOn: return Step::kNext;
    case Turn::kBlocked: return Step::kWrite;
    case Turn::kWatch:
      deadline_ = std::min(last_moment_, std::chrono::steady_clock::now() + kWatched);
      state_ = State::kWatching;
      return Step::kRead;
    case Turn::kClose: return StartLinger();
  }
  return Step::kDone;
}

/// The library does not know of what was asked: the client's answer is read past it.
PeerConnection::Step PeerConnection::Watch() {
  std::array<uint8_t, kChunk> chunk;
  const net::IoResult read = socket_.Read(chunk);
  if (read.status == net::IoStatus::kWouldBlock) return Step::kRead;
  Witnessed(read.status);
  if (read.status != net::IoStatus::kDone) return Step::kDone;
  const auto turn = saboteur_->Incoming(ByteSpan(chunk).first(read.octets));
  return turn == damage::ServerSaboteur::Turn::kClose ? StartLinger() : Step::kNext;
}

PeerConnection::Step PeerConnection::ReadPlain() {
  std::array<uint8_t, kChunk> chunk;
  const net::IoResult read = socket_.Read(chunk);
  if (read.status == net::IoStatus::kWouldBlock) return Step::kRead;
  Witnessed(read.status);
  if (read.status != net::IoStatus::kDone) return Step::kDone;
  const auto state = request_->Feed(ByteSpan(chunk).first(read.octets));
  if (state == RequestReader::State::kMore) return Step::kNext;
  if (state != RequestReader::State::kDone) return ReplyTo(state);
  if (!contexts_.BelievesClaims()) return Reply(PlainHttpAnswer());
  const ConnectionFacts facts;
  const broken::Situation situation = SituationOf(facts, request_->head());
  const bool admitted = broken::Admits(contexts_.hosts().front().broken, situation);
  return Reply(admitted ? DecideOrAdmit(contexts_.hosts(), situation).answer : PlainHttpAnswer());
}

/// The library hands over early data, if there is any and the host takes it, before the handshake
/// goes on.
PeerConnection::Step PeerConnection::ReadEarlyData() {
  std::array<uint8_t, kChunk> chunk;
  ossl::ClearErrors();
  size_t octets = 0;
  switch (SSL_read_early_data(ssl_.get(), chunk.data(), chunk.size(), &octets)) {
    case SSL_READ_EARLY_DATA_SUCCESS:
      early_ = true;
      request_->Feed(ByteSpan(chunk).first(octets));
      request_octets_ += octets;
      return Step::kNext;
    case SSL_READ_EARLY_DATA_FINISH: return Enter(State::kHandshake);
    default: return AfterFailure(0);
  }
}

PeerConnection::Step PeerConnection::Handshake() {
  ossl::ClearErrors();
  const int result = SSL_do_handshake(ssl_.get());
  if (result != 1) return AfterFailure(result);
  if (witness_) witness_->OnHandshake(ssl_.get(), true);
  if (saboteur_) {
    if (const auto turn = saboteur_->AfterHandshake();
        turn != damage::ServerSaboteur::Turn::kGoOn) {
      return Take(turn);
    }
  }
  return AfterHandshake();
}

PeerConnection::Step PeerConnection::AfterHandshake() {
  const unsigned char* alpn = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl_.get(), &alpn, &length);
  if (AsText({alpn, length}) == "h2") {
    http2_ = std::make_unique<PeerHttp2>(
        [this](const RequestHead& request) { return AnswerHttp2(request); });
    return Enter(State::kHttp2);
  }
  const auto state = request_->state();
  if (state == RequestReader::State::kMore) return Enter(State::kRequest);
  if (witness_) witness_->OnRequest(request_octets_);
  return state == RequestReader::State::kDone ? Respond() : ReplyTo(state);
}

PeerConnection::Step PeerConnection::ReadRequest() {
  std::array<uint8_t, kChunk> chunk;
  ossl::ClearErrors();
  size_t octets = 0;
  const int result = SSL_read_ex(ssl_.get(), chunk.data(), chunk.size(), &octets);
  if (result != 1) return AfterFailure(result);
  request_octets_ += octets;
  const auto state = request_->Feed(ByteSpan(chunk).first(octets));
  if (state == RequestReader::State::kMore) return Step::kNext;
  if (witness_) witness_->OnRequest(request_octets_);
  return state == RequestReader::State::kDone ? Respond() : ReplyTo(state);
}

PeerConnection::Step PeerConnection::Respond() {
  if (saboteur_) {
    if (const auto turn = saboteur_->AfterRequest(); turn != damage::ServerSaboteur::Turn::kGoOn) {
      return Take(turn);
    }
  }
  const ConnectionFacts facts = Facts();
  const Decision decision = DecideOrAdmit(contexts_.hosts(), SituationOf(facts, request_->head()));
  if (!decision.ask_late) return Reply(decision.answer);
  if (contexts_.StartLateRequest(ssl_.get())) return Enter(State::kLate);
  late_impossible_ = true;
  return Respond();  // once: nothing is asked for where it is impossible
}

/// The library sends its request, then takes the client's flight while reading. Octets of a request
/// body, or of the next request, may come in between.
PeerConnection::Step PeerConnection::AwaitLateCertificate() {
  ossl::ClearErrors();
  if (const int result = SSL_do_handshake(ssl_.get()); result != 1) return AfterFailure(result);
  std::array<uint8_t, kChunk> chunk;
  size_t octets = 0;
  const int result = SSL_read_ex(ssl_.get(), chunk.data(), chunk.size(), &octets);
  // A request that was sent behind this one is answered after it.
  if (result == 1) request_->Feed(ByteSpan(chunk).first(octets));
  if (LateCertificateIsIn()) return Respond();
  if (result != 1) return AfterFailure(result);
  return request_->rest().size() > kMaxLingerOctets ? StartLinger() : Step::kNext;
}

/// A host that is broken on purpose takes more for an answer than the library does.
bool PeerConnection::LateCertificateIsIn() const {
  broken::LateJudge* const judge = tls_.judge.get();
  if (judge != nullptr) {
    if (judge->TakeEmptyBefore13()) return true;
    if (!request_->rest().empty() && judge->TakeAnything()) return true;
  }
  return SSL_get0_peer_certificate(ssl_.get()) != nullptr && SSL_is_init_finished(ssl_.get()) == 1;
}

ConnectionFacts PeerConnection::Facts() const {
  SSL* ssl = ssl_.get();
  ConnectionFacts facts;
  facts.host = tls_.host;
  facts.named = tls_.named;
  facts.version = SSL_get_version(ssl);
  facts.resumed = SSL_session_reused(ssl) == 1;
  if (facts.resumed && tls_.session && SSL_version(ssl) < TLS1_3_VERSION) {
    facts.host = tls_.session->host;
    facts.named = tls_.session->named;
  }
  const long verdict = SSL_get_verify_result(ssl);
  X509* certificate = SSL_get0_peer_certificate(ssl);
  facts.presented = certificate != nullptr;
  facts.verified = verdict == X509_V_OK;
  facts.verdict = facts.presented ? "SUCCESS" : "NONE";
  if (!facts.verified)
    facts.verdict = std::string("FAILED:") + X509_verify_cert_error_string(verdict);
  if (facts.presented) facts.subject = SubjectOf(certificate);
  if (tls_.judge) Misjudge(&facts);
  if (tls_.flight && tls_.flight->taken()) Believe(tls_.flight->client(), &facts);
  facts.user = UserOf(ssl, broken::ReadingOf(contexts_.hosts()[tls_.host].broken));
  facts.late_impossible = late_impossible_;
  facts.early = early_;
  const unsigned char* alpn = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &length);
  facts.alpn = AsText({alpn, length});
  return facts;
}

/// What a host that is broken about late certificates believes of the client.
void PeerConnection::Misjudge(ConnectionFacts* facts) const {
  const broken::Clings clings = tls_.judge->rules().clings;
  const bool replaced = facts->presented && clings == broken::Clings::kToFirst;
  const bool dropped = !facts->presented && clings == broken::Clings::kToDropped;
  X509* client = tls_.first_client && (replaced || dropped) ? tls_.first_client.get() : nullptr;
  if (tls_.judge->taken()) client = tls_.judge->client();
  if (client != nullptr || tls_.judge->taken()) Believe(client, facts);
}

/// Takes a client for authenticated; by what, is null if nobody knows.
void PeerConnection::Believe(X509* client, ConnectionFacts* facts) {
  facts->presented = true;
  facts->verified = true;
  facts->verdict = "SUCCESS";
  facts->subject = client == nullptr ? std::string() : SubjectOf(client);
}

PeerConnection::Step PeerConnection::ReplyTo(RequestReader::State failure) {
  return Reply(failure == RequestReader::State::kTooLarge ? HeadTooLargeAnswer()
                                                          : BadRequestAnswer());
}

PeerConnection::Step PeerConnection::Reply(const Answer& answer) {
  status_ = answer.status;
  const Answer told = Observed(answer);
  keep_open_ = MayKeepOpen();
  answer_ = Serialised(told, kPeerServerName, request_->head().method, UtcNow(), keep_open_);
  answered_ = 0;
  if (witness_) witness_->OnAnswer(told.status, told.reason);
  return Enter(State::kAnswer);
}

PeerConnection::Step PeerConnection::WriteAnswer() {
  const ByteSpan left = AsBytes(answer_).subspan(answered_);
  if (left.empty() && keep_open_) return AwaitNextRequest();
  if (left.empty()) return ssl_ ? Enter(State::kCloseNotify) : StartLinger();
  if (!ssl_) {
    const net::IoResult written = socket_.Write(left);
    if (written.status == net::IoStatus::kWouldBlock) return Step::kWrite;
    if (written.status != net::IoStatus::kDone) return Step::kDone;
    answered_ += written.octets;
    return Step::kNext;
  }
  ossl::ClearErrors();
  size_t octets = 0;
  const int result = SSL_write_ex(ssl_.get(), left.data(), left.size(), &octets);
  if (result != 1) return AfterFailure(result);
  answered_ += octets;
  return Step::kNext;
}

PeerConnection::Step PeerConnection::SendCloseNotify() {
  ossl::ClearErrors();
  const int result = SSL_shutdown(ssl_.get());
  if (result < 0 && SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_WRITE) return Step::kWrite;
  return StartLinger();
}

PeerConnection::Step PeerConnection::StartLinger() {
  deadline_ = std::min(last_moment_, std::chrono::steady_clock::now() + kLingerLimit);
  if (shutdown(socket_.fd(), SHUT_WR) != 0) return Step::kDone;
  return Enter(State::kLingering);
}

PeerConnection::Step PeerConnection::Linger() {
  std::array<uint8_t, kChunk> chunk;
  const net::IoResult read = socket_.Read(chunk);
  if (read.status == net::IoStatus::kWouldBlock) return Step::kRead;
  Witnessed(read.status);
  if (read.status != net::IoStatus::kDone) return Step::kDone;
  dropped_ += read.octets;
  return dropped_ > kMaxLingerOctets ? Step::kDone : Step::kNext;
}

PeerConnection::Step PeerConnection::AfterFailure(int result) {
  const int system_error = errno;
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_WANT_READ) return Step::kRead;
  if (error == SSL_ERROR_WANT_WRITE) return Step::kWrite;
  const unsigned long reason = ERR_peek_error();
  const bool eof = error == SSL_ERROR_SSL && ERR_GET_LIB(reason) == ERR_LIB_SSL &&
                   ERR_GET_REASON(reason) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  if (witness_ && (eof || error == SSL_ERROR_SYSCALL)) witness_->OnEof();
  if (witness_ && !SSL_is_init_finished(ssl_.get())) witness_->OnHandshake(ssl_.get(), false);
  if (error == SSL_ERROR_SYSCALL && (system_error == ECONNRESET || system_error == EPIPE)) {
    Witnessed(net::IoStatus::kReset);
  }
  switch (error) {
    // The client said goodbye: say it too.
    case SSL_ERROR_ZERO_RETURN: return Enter(State::kCloseNotify);
    // The library has sent the alert, if any; it must not be lost in a reset.
    default: return StartLinger();
  }
}

}  // namespace shakedown::handshake
