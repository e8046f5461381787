#include "observe/record_opener.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "observe/traffic_keys.h"
#include "ossl/error_queue.h"

namespace shakedown::observe {
namespace {

constexpr size_t kNonceOctets = 12;
/// Of the nonce of GCM and CCM in TLS 1.2 (RFC 5288 section 3): 4 are secret, 8 stand in the
/// record.
constexpr size_t kSaltOctets = 4;
constexpr size_t kExplicitNonceOctets = 8;

void Append(Bytes& to, ByteSpan octets) { to.insert(to.end(), octets.begin(), octets.end()); }

/// RFC 5246 section 5: SHA-256 unless the suite has another; before TLS 1.2 always MD5 and SHA-1.
const EVP_MD* PrfDigest(const SuiteParameters& suite, tls::Version version) {
  if (version < tls::Version::kTls12) return EVP_md5_sha1();
  return EVP_MD_get_type(suite.digest) == NID_md5_sha1 ? EVP_sha256() : suite.digest;
}

size_t FixedIvOctets(const SuiteParameters& suite, tls::Version version) {
  if (suite.protection == Protection::kAead) return suite.chacha ? kNonceOctets : kSaltOctets;
  if (suite.protection == Protection::kNull || version >= tls::Version::kTls11) return 0;
  return static_cast<size_t>(EVP_CIPHER_get_iv_length(suite.cipher));
}

}  // namespace

RecordOpener::RecordOpener(const SuiteParameters& suite, tls::Version version)
    : suite_(suite), version_(version), context_(EVP_CIPHER_CTX_new()) {}

RecordOpener::~RecordOpener() {
  for (Bytes* secret : {&key_, &iv_, &mac_key_}) OPENSSL_cleanse(secret->data(), secret->size());
}

std::unique_ptr<RecordOpener> RecordOpener::FromSecret(const SuiteParameters& suite,
                                                       ByteSpan secret) {
  if (suite.protection != Protection::kAead) return nullptr;
  auto key = ExpandLabel(suite.digest, secret, "key", suite.key_octets);
  auto iv = ExpandLabel(suite.digest, secret, "iv", kNonceOctets);
  std::unique_ptr<RecordOpener> opener(new RecordOpener(suite, tls::Version::kTls13));
  if (!key || !iv || opener->context_ == nullptr) return nullptr;
  opener->key_ = *std::move(key);
  opener->iv_ = *std::move(iv);
  return opener;
}

std::unique_ptr<RecordOpener> RecordOpener::FromKeyBlock(const SuiteParameters& suite,
                                                         const KeyBlockInput& input,
                                                         bool client_writes) {
  const size_t mac =
      suite.mac != nullptr ? static_cast<size_t>(EVP_MD_get_size(suite.mac)) : size_t{0};
  const size_t iv = FixedIvOctets(suite, input.version);
  auto block = KeyBlock(PrfDigest(suite, input.version), input.master_secret, input.server_random,
                        input.client_random, 2 * (mac + suite.key_octets + iv));
  std::unique_ptr<RecordOpener> opener(new RecordOpener(suite, input.version));
  if (!block || opener->context_ == nullptr) return nullptr;
  opener->encrypt_then_mac_ = input.encrypt_then_mac && suite.protection == Protection::kCbc;
  // Each kind stands twice, the client's first (RFC 5246 section 6.3).
  ByteSpan rest = *block;
  const auto take = [&rest, client_writes](size_t octets) {
    const ByteSpan mine = rest.subspan(client_writes ? 0 : octets, octets);
    rest = rest.subspan(2 * octets);
    return Bytes(mine.begin(), mine.end());
  };
  opener->mac_key_ = take(mac);
  opener->key_ = take(suite.key_octets);
  opener->iv_ = take(iv);
  OPENSSL_cleanse(block->data(), block->size());
  return opener;
}

Bytes RecordOpener::SequenceNonce() const {
  Bytes nonce = iv_;
  for (size_t i = 0; i < 8 && i < nonce.size(); ++i) {
    nonce[nonce.size() - 1 - i] ^= static_cast<uint8_t>(sequence_ >> (8 * i));
  }
  return nonce;
}

Bytes RecordOpener::PseudoHeader(const WireRecord& record, size_t length) const {
  Bytes header;
  for (int shift = 56; shift >= 0; shift -= 8) {
    header.push_back(static_cast<uint8_t>(sequence_ >> shift));
  }
  const auto version = record.version;
  Append(header, Bytes{static_cast<uint8_t>(record.type), static_cast<uint8_t>(version >> 8),
                       static_cast<uint8_t>(version & 0xff), static_cast<uint8_t>(length >> 8),
                       static_cast<uint8_t>(length & 0xff)});
  return header;
}

std::optional<Bytes> RecordOpener::Unseal(ByteSpan nonce, ByteSpan associated, ByteSpan sealed) {
  if (sealed.size() < suite_.tag_octets) return std::nullopt;
  const ByteSpan ciphertext = sealed.first(sealed.size() - suite_.tag_octets);
  Bytes tag(sealed.end() - static_cast<ptrdiff_t>(suite_.tag_octets), sealed.end());
  Bytes plain(std::max<size_t>(ciphertext.size(), 1));
  EVP_CIPHER_CTX* context = context_.get();
  const int tag_octets = static_cast<int>(tag.size());
  int length = 0;
  // CCM wants nonce length and tag before the key, and the length of all before the data.
  bool good = EVP_DecryptInit_ex(context, suite_.cipher, nullptr, nullptr, nullptr) == 1 &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(nonce.size()),
                                  nullptr) == 1 &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_octets, tag.data()) == 1 &&
              EVP_DecryptInit_ex(context, nullptr, nullptr, key_.data(), nonce.data()) == 1;
  const int octets = static_cast<int>(ciphertext.size());
  if (good && suite_.ccm) {
    good = EVP_DecryptUpdate(context, nullptr, &length, nullptr, octets) == 1;
  }
  good = good && EVP_DecryptUpdate(context, nullptr, &length, associated.data(),
                                   static_cast<int>(associated.size())) == 1;
  good = good && EVP_DecryptUpdate(context, plain.data(), &length, ciphertext.data(), octets) == 1;
  if (good && !suite_.ccm) {
    int rest = 0;
    good = EVP_DecryptFinal_ex(context, plain.data() + length, &rest) == 1;
  }
  ossl::ClearErrors();
  plain.resize(ciphertext.size());
  return good ? std::optional(std::move(plain)) : std::nullopt;
}

std::optional<OpenedRecord> RecordOpener::Open13(const WireRecord& record) {
  if (record.type != tls::ContentType::kApplicationData) return std::nullopt;
  const size_t length = record.fragment.size();
  const Bytes header = {static_cast<uint8_t>(record.type),
                        static_cast<uint8_t>(record.version >> 8),
                        static_cast<uint8_t>(record.version & 0xff),
                        static_cast<uint8_t>(length >> 8), static_cast<uint8_t>(length & 0xff)};
  auto inner = Unseal(SequenceNonce(), header, record.fragment);
  if (!inner) return std::nullopt;
  // RFC 9846 section 5.4: zeros behind the type are padding.
  while (!inner->empty() && inner->back() == 0) inner->pop_back();
  if (inner->empty()) return std::nullopt;
  const tls::ContentType type{inner->back()};
  inner->pop_back();
  return OpenedRecord{type, *std::move(inner)};
}

std::optional<OpenedRecord> RecordOpener::OpenAead(const WireRecord& record) {
  const size_t in_record = suite_.chacha ? 0 : kExplicitNonceOctets;
  if (record.fragment.size() < in_record + suite_.tag_octets) return std::nullopt;
  Bytes nonce = suite_.chacha ? SequenceNonce() : iv_;
  Append(nonce, record.fragment.first(in_record));
  const ByteSpan sealed = record.fragment.subspan(in_record);
  auto plain = Unseal(nonce, PseudoHeader(record, sealed.size() - suite_.tag_octets), sealed);
  if (!plain) return std::nullopt;
  return OpenedRecord{record.type, *std::move(plain)};
}

std::optional<OpenedRecord> RecordOpener::Open(const WireRecord& record) {
  std::optional<OpenedRecord> opened;
  if (version_ >= tls::Version::kTls13) {
    opened = Open13(record);
  } else if (suite_.protection == Protection::kAead) {
    opened = OpenAead(record);
  } else {
    opened = suite_.protection == Protection::kCbc ? OpenCbc(record) : OpenNull(record);
  }
  if (opened) ++sequence_;
  return opened;
}

}  // namespace shakedown::observe
