#include "handshake/broken/flight_judge.h"

#include <openssl/bio.h>

#include <algorithm>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "handshake/damage/application_epoch.h"
#include "handshake/damage/key_schedule.h"
#include "handshake/damage/message_edit.h"
#include "tls/certificate_request.h"
#include "tls/server_hello.h"

namespace shakedown::handshake::broken {
namespace {

using attempt::Side;
using tls::ContentType;
using tls::HandshakeType;

constexpr std::string_view kSecret = "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
constexpr uint16_t kExtendedMasterSecret = 23;  // RFC 7627 section 5.1
constexpr size_t kNonceOctets = 12;
constexpr size_t kRecordHeader = 5;
/// More than any flight with a flaw that is overlooked; what is longer goes to the library.
constexpr size_t kMaxHeld = 192 * 1024;

void Append(Bytes* out, ByteSpan octets) { out->insert(out->end(), octets.begin(), octets.end()); }

HandshakeType TypeOf(ByteSpan message) { return HandshakeType{message[0]}; }

const SSL_CIPHER* SuiteOf(const SSL* ssl) {
  const SSL_CIPHER* const pending = SSL_get_pending_cipher(ssl);
  return pending != nullptr ? pending : SSL_get_current_cipher(ssl);
}

const EVP_MD* DigestOf(const SSL* ssl) {
  const SSL_CIPHER* const suite = SuiteOf(ssl);
  return suite == nullptr ? nullptr : SSL_CIPHER_get_handshake_digest(suite);
}

/// A Certificate message without an entry (RFC 9846 section 4.5.1, RFC 5246 section 7.4.6).
Bytes NoCertificate(bool modern) {
  return damage::MakeMessage(HandshakeType::kCertificate, Bytes(modern ? 4 : 3, 0));
}

bool IsOfFinished(Flaw flaw) { return flaw == Flaw::kWrongFinished || flaw == Flaw::kZeroFinished; }

}  // namespace

bool FlightJudge::Attach(SSL* ssl) {
  ssl_ = ssl;
  return PushBioFilter(ssl, this, FilteredSide::kBoth) != nullptr;
}

void FlightJudge::OnSecret(std::string_view line) {
  const std::vector<std::string_view> words = Words(line);
  if (words.size() == 3 && words[0] == kSecret) secret_ = FromHex(words[2]).value_or(Bytes());
}

bool FlightJudge::OnMessage(Side from, ByteSpan message) {
  if (message.empty()) return false;
  if (stage_ == Stage::kBefore) {
    before_.Add(message);
    if (from == Side::kServer) OnOwnMessage(message);
    return false;
  }
  return from == Side::kClient && hides_ && SSL_is_init_finished(ssl_) == 0;
}

/// What the library asked for, and whether it has said all that comes before the answer.
void FlightJudge::OnOwnMessage(ByteSpan message) {
  const auto version = static_cast<tls::Version>(SSL_version(ssl_));
  const ByteSpan body = damage::BodyOf(message);
  const HandshakeType type = TypeOf(message);
  if (type == HandshakeType::kServerHello && !modern()) {
    const auto extensions = tls::DecodeServerHello(body).value.extensions;
    bound_ = std::ranges::any_of(extensions, [](const tls::Extension& extension) {
      return static_cast<uint16_t>(extension.type) == kExtendedMasterSecret;
    });
  }
  if (type == HandshakeType::kCertificateRequest) {
    asked_ = true;
    offered_ = tls::DecodeCertificateRequest(version, body).value.signature_algorithms;
  }
  const bool last = type == (modern() ? HandshakeType::kFinished : HandshakeType::kServerHelloDone);
  const bool abbreviated = type == HandshakeType::kFinished;
  if (!last && !abbreviated) return;
  stage_ = last && asked_ && overlooked_ != Flaw::kNone ? Stage::kFlight : Stage::kOver;
}

size_t FlightJudge::Read(std::span<uint8_t> out, BIO* below) {
  if (stage_ == Stage::kOver && intake_.empty()) return BioFilter::Read(out, below);
  return intake_.Read(out, below, [this](ByteSpan record) { Pass(record); });
}

int FlightJudge::Write(ByteSpan octets, BIO* below) {
  if (!swap_ && out_.empty()) return BioFilter::Write(octets, below);
  if (!Flush(below)) return -1;
  Append(&out_, swap_ ? swap_->Incoming(octets) : Bytes(octets.begin(), octets.end()));
  Flush(below);  // what is left goes out with the next word, or when the library flushes
  return static_cast<int>(octets.size());
}

bool FlightJudge::Flush(BIO* below) {
  while (!out_.empty()) {
    const int written = BIO_write(below, out_.data(), static_cast<int>(out_.size()));
    if (written <= 0) return false;
    out_.erase(out_.begin(), out_.begin() + written);
  }
  return true;
}

/// The library has dealt with all records before this one: what it says of itself holds for it.
void FlightJudge::Pass(ByteSpan record) {
  if (stage_ == Stage::kFinished) return JudgeFinished12(record);
  if (stage_ != Stage::kFlight) return intake_.Give(record);
  if (held_.size() + record.size() > kMaxHeld) {
    Append(&held_, record);
    return Release();
  }
  return modern() ? Hold13(record) : Hold12(record);
}

/// What was held back goes to the library after all.
void FlightJudge::Release() {
  stage_ = Stage::kOver;
  intake_.Give(held_);
  held_.clear();
  contents_.clear();
}

FlightLook FlightJudge::Look(const std::vector<Bytes>& messages) const {
  return LookAtFlight({ssl_, static_cast<tls::Version>(SSL_version(ssl_)), DigestOf(ssl_), before_,
                       messages, offered_, stray_});
}

void FlightJudge::Take(ossl::X509Ptr client) {
  taken_ = true;
  client_ = std::move(client);
  SSL_set_verify(ssl_, SSL_VERIFY_PEER, SSL_get_verify_callback(ssl_));
}

void FlightJudge::Tell(const std::vector<Bytes>& messages) {
  hides_ = true;
  if (witness_ == nullptr) return;
  for (const Bytes& message : messages) witness_->OnMessage(Side::kClient, message);
}

void FlightJudge::Hold13(ByteSpan record) {
  const auto type = ContentType{record[0]};
  if (!protection_) {
    const auto aead = damage::AeadOf(SuiteOf(ssl_));
    if (aead && !secret_.empty()) {
      protection_.emplace(*aead,
                          damage::ExpandLabel(DigestOf(ssl_), secret_, "key", aead->key_octets),
                          damage::ExpandLabel(DigestOf(ssl_), secret_, "iv", kNonceOctets));
    }
  }
  // For middleboxes (RFC 9846 appendix E.4).
  if (type == ContentType::kChangeCipherSpec) Append(&leading_, record);
  const bool sealed = type == ContentType::kApplicationData && protection_;
  const auto opened = sealed ? protection_->Open13(record) : std::nullopt;
  // Under the next keys already: the flight is over, however it ended.
  if (sealed && !opened && !contents_.empty()) return Judge13(record);
  Append(&held_, record);
  if (type == ContentType::kChangeCipherSpec) return;
  if (opened && opened->type == ContentType::kHandshake && !opened->content.empty()) {
    contents_.push_back(opened->content);
    watch_.Add(opened->content);
    return IsWhole13() ? Judge13({}) : void();
  }
  if (!opened || opened->type != ContentType::kApplicationData) return Release();
  stray_ = watch_.between() ? Flaw::kStrayBetween : Flaw::kStrayWithin;
}

/// Whether Finished is there, by the lengths or, where those lie, by the records.
bool FlightJudge::IsWhole13() const {
  const auto octets = static_cast<size_t>(EVP_MD_get_size(DigestOf(ssl_)));
  return watch_.over() || IsMessage(contents_.back(), HandshakeType::kFinished, octets);
}

void FlightJudge::Judge13(ByteSpan behind) {
  const std::vector<Bytes> messages = ReadMessages(contents_);
  const EVP_MD* const digest = DigestOf(ssl_);
  const auto finished = [&](const damage::Transcript& covered) {
    return damage::MakeMessage(HandshakeType::kFinished,
                               damage::VerifyData13(digest, secret_, covered.Hash(digest)));
  };
  FlightLook look = Look(messages);
  damage::Transcript covered = before_;
  for (size_t i = 0; i + 1 < messages.size(); ++i) covered.Add(messages[i]);
  const Flaw end = TypeOf(messages.back()) == HandshakeType::kFinished
                       ? LookAtFinished(messages.back(), finished(covered))
                       : Flaw::kNoFinished;
  if (end != Flaw::kNone) look.flaws.push_back(end);
  if (look.flaws != std::vector<Flaw>{overlooked_}) {
    Append(&held_, behind);
    return Release();
  }
  const auto aead = damage::AeadOf(SuiteOf(ssl_));
  damage::RecordProtection writer(*aead,
                                  damage::ExpandLabel(digest, secret_, "key", aead->key_octets),
                                  damage::ExpandLabel(digest, secret_, "iv", kNonceOctets));
  damage::Transcript understood = before_;
  const Bytes nobody = NoCertificate(true);
  understood.Add(nobody);
  held_ = leading_;
  Append(&held_, writer.Seal13(ContentType::kHandshake, nobody));
  Append(&held_, writer.Seal13(ContentType::kHandshake, finished(understood)));
  Append(&held_, behind);
  Tell(messages);
  Take(std::move(look.client));
  Release();
}

void FlightJudge::Hold12(ByteSpan record) {
  const auto type = ContentType{record[0]};
  if (type == ContentType::kChangeCipherSpec && !contents_.empty()) return Judge12(record);
  Append(&held_, record);
  if (type != ContentType::kHandshake || record.size() == kRecordHeader) return Release();
  const ByteSpan content = record.subspan(kRecordHeader);
  contents_.emplace_back(content.begin(), content.end());
}

void FlightJudge::Judge12(ByteSpan change) {
  const std::vector<Bytes> messages = ReadMessages(contents_);
  const auto exchange = std::ranges::find(messages, HandshakeType::kClientKeyExchange, TypeOf);
  FlightLook look = Look(messages);
  const bool flawed = look.flaws == std::vector<Flaw>{overlooked_};
  const bool open = look.flaws.empty() && IsOfFinished(overlooked_);
  Append(&held_, change);
  // A master secret that covers the flight is another than the client's if the flight is.
  const bool possible = !bound_ && exchange != messages.end() && damage::AeadOf(SuiteOf(ssl_));
  if (!possible || (!flawed && !open)) return Release();
  said_ = understood_ = before_;
  for (const Bytes& message : messages) said_.Add(message);
  if (flawed) {
    const Bytes nobody = NoCertificate(false);
    understood_.Add(nobody);
    understood_.Add(*exchange);
    held_ = damage::PlainRecord(ContentType::kHandshake, nobody);
    Append(&held_, damage::PlainRecord(ContentType::kHandshake, *exchange));
    Append(&held_, change);
    Tell(messages);
    Take(std::move(look.client));
  } else {
    understood_ = said_;
    client_ = std::move(look.client);
  }
  Release();
  stage_ = Stage::kFinished;
}

/// The library has the master secret by now.
void FlightJudge::JudgeFinished12(ByteSpan record) {
  stage_ = Stage::kOver;
  const auto aead = damage::AeadOf(SuiteOf(ssl_));
  const EVP_MD* const digest = DigestOf(ssl_);
  if (!aead || digest == nullptr) return intake_.Give(record);
  const damage::MasterSecret12 master(ssl_);
  damage::Protection12 keys = master.Derive(*aead, digest);
  const auto opened = keys.client.Open12(record);
  const Flaw end =
      opened
          ? LookAtFinished(*opened, master.Finished(digest, "client finished", said_.Hash(digest)))
          : Flaw::kOther;
  if (end != (taken_ ? Flaw::kNone : overlooked_)) return intake_.Give(record);
  if (!taken_) Take(std::move(client_));
  const Bytes right = master.Finished(digest, "client finished", understood_.Hash(digest));
  intake_.Give(keys.client.Seal12(ContentType::kHandshake, right));
  Tell({*opened});
  said_.Add(*opened);
  understood_.Add(right);
  swap_.emplace(std::move(keys.server),
                master.Finished(digest, "server finished", understood_.Hash(digest)),
                master.Finished(digest, "server finished", said_.Hash(digest)));
}

}  // namespace shakedown::handshake::broken
