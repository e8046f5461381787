#include "tls/code_point_tables.h"

// One row for each row of fixtures/iana, in the order of the files; `code_point_tables_test`
// compares them. Change the CSV file first, then this one.
namespace shakedown::tls {
namespace {

constexpr CodePointRow kAlerts[] = {
    {0, 0, "close_notify"},                             // RFC 9846
    {10, 10, "unexpected_message"},                     // RFC 9846
    {20, 20, "bad_record_mac"},                         // RFC 9846
    {21, 21, "decryption_failed_RESERVED"},             // RFC 5246
    {22, 22, "record_overflow"},                        // RFC 9846
    {30, 30, "decompression_failure_RESERVED"},         // RFC 5246
    {40, 40, "handshake_failure"},                      // RFC 9846
    {41, 41, "no_certificate_RESERVED"},                // RFC 5246
    {42, 42, "bad_certificate"},                        // RFC 9846
    {43, 43, "unsupported_certificate"},                // RFC 9846
    {44, 44, "certificate_revoked"},                    // RFC 9846
    {45, 45, "certificate_expired"},                    // RFC 9846
    {46, 46, "certificate_unknown"},                    // RFC 9846
    {47, 47, "illegal_parameter"},                      // RFC 9846
    {48, 48, "unknown_ca"},                             // RFC 9846
    {49, 49, "access_denied"},                          // RFC 9846
    {50, 50, "decode_error"},                           // RFC 9846
    {51, 51, "decrypt_error"},                          // RFC 9846
    {52, 52, "too_many_cids_requested"},                // RFC 9147
    {60, 60, "export_restriction_RESERVED"},            // RFC 5246
    {70, 70, "protocol_version"},                       // RFC 9846
    {71, 71, "insufficient_security"},                  // RFC 9846
    {80, 80, "internal_error"},                         // RFC 9846
    {86, 86, "inappropriate_fallback"},                 // RFC 7507; RFC 9846
    {90, 90, "user_canceled"},                          // RFC 9846
    {100, 100, "no_renegotiation_RESERVED"},            // RFC 5246
    {109, 109, "missing_extension"},                    // RFC 9846
    {110, 110, "unsupported_extension"},                // RFC 9846
    {111, 111, "certificate_unobtainable_RESERVED"},    // RFC 6066
    {112, 112, "unrecognized_name"},                    // RFC 6066; RFC 9846
    {113, 113, "bad_certificate_status_response"},      // RFC 6066; RFC 9846
    {114, 114, "bad_certificate_hash_value_RESERVED"},  // RFC 6066
    {115, 115, "unknown_psk_identity"},                 // RFC 4279; RFC 9846
    {116, 116, "certificate_required"},                 // RFC 9846
    {117, 117, "general_error"},                        // RFC 9846
    {120, 120, "no_application_protocol"},              // RFC 7301; RFC 9846
    {121, 121, "ech_required"},                         // RFC 9849
};

constexpr CodePointRow kClientCertificateTypes[] = {
    {1, 1, "rsa_sign"},                   // RFC 5246
    {2, 2, "dss_sign"},                   // RFC 5246
    {3, 3, "rsa_fixed_dh"},               // RFC 5246
    {4, 4, "dss_fixed_dh"},               // RFC 5246
    {5, 5, "rsa_ephemeral_dh_RESERVED"},  // RFC 5246; RFC 9847
    {6, 6, "dss_ephemeral_dh_RESERVED"},  // RFC 5246; RFC 9847
    {20, 20, "fortezza_dms_RESERVED"},    // RFC 5246; RFC 9847
    {64, 64, "ecdsa_sign"},               // RFC 8422
    {65, 65, "rsa_fixed_ecdh"},           // RFC 8422
    {66, 66, "ecdsa_fixed_ecdh"},         // RFC 8422
    {67, 67, "gost_sign256"},             // RFC 9189
    {68, 68, "gost_sign512"},             // RFC 9189
    {224, 255, "reserved_private_use"},   // RFC 5246
};

constexpr CodePointRow kNamedGroups[] = {
    {0x0000, 0x0000, "Reserved"},                           // RFC 8447
    {0x0001, 0x0001, "sect163k1"},                          // RFC 8422; RFC 9847
    {0x0002, 0x0002, "sect163r1"},                          // RFC 8422; RFC 9847
    {0x0003, 0x0003, "sect163r2"},                          // RFC 8422; RFC 9847
    {0x0004, 0x0004, "sect193r1"},                          // RFC 8422; RFC 9847
    {0x0005, 0x0005, "sect193r2"},                          // RFC 8422; RFC 9847
    {0x0006, 0x0006, "sect233k1"},                          // RFC 8422; RFC 9847
    {0x0007, 0x0007, "sect233r1"},                          // RFC 8422; RFC 9847
    {0x0008, 0x0008, "sect239k1"},                          // RFC 8422; RFC 9847
    {0x0009, 0x0009, "sect283k1"},                          // RFC 8422
    {0x000a, 0x000a, "sect283r1"},                          // RFC 8422
    {0x000b, 0x000b, "sect409k1"},                          // RFC 8422
    {0x000c, 0x000c, "sect409r1"},                          // RFC 8422
    {0x000d, 0x000d, "sect571k1"},                          // RFC 8422
    {0x000e, 0x000e, "sect571r1"},                          // RFC 8422
    {0x000f, 0x000f, "secp160k1"},                          // RFC 8422; RFC 9847
    {0x0010, 0x0010, "secp160r1"},                          // RFC 8422; RFC 9847
    {0x0011, 0x0011, "secp160r2"},                          // RFC 8422; RFC 9847
    {0x0012, 0x0012, "secp192k1"},                          // RFC 8422; RFC 9847
    {0x0013, 0x0013, "secp192r1"},                          // RFC 8422; RFC 9847
    {0x0014, 0x0014, "secp224k1"},                          // RFC 8422; RFC 9847
    {0x0015, 0x0015, "secp224r1"},                          // RFC 8422; RFC 9847
    {0x0016, 0x0016, "secp256k1"},                          // RFC 8422
    {0x0017, 0x0017, "secp256r1"},                          // RFC 8422
    {0x0018, 0x0018, "secp384r1"},                          // RFC 8422
    {0x0019, 0x0019, "secp521r1"},                          // RFC 8422
    {0x001a, 0x001a, "brainpoolP256r1"},                    // RFC 7027
    {0x001b, 0x001b, "brainpoolP384r1"},                    // RFC 7027
    {0x001c, 0x001c, "brainpoolP512r1"},                    // RFC 7027
    {0x001d, 0x001d, "x25519"},                             // RFC 9846; RFC 8422
    {0x001e, 0x001e, "x448"},                               // RFC 9846; RFC 8422
    {0x001f, 0x001f, "brainpoolP256r1tls13"},               // RFC 8734
    {0x0020, 0x0020, "brainpoolP384r1tls13"},               // RFC 8734
    {0x0021, 0x0021, "brainpoolP512r1tls13"},               // RFC 8734
    {0x0022, 0x0022, "GC256A"},                             // RFC 9189
    {0x0023, 0x0023, "GC256B"},                             // RFC 9189
    {0x0024, 0x0024, "GC256C"},                             // RFC 9189
    {0x0025, 0x0025, "GC256D"},                             // RFC 9189
    {0x0026, 0x0026, "GC512A"},                             // RFC 9189
    {0x0027, 0x0027, "GC512B"},                             // RFC 9189
    {0x0028, 0x0028, "GC512C"},                             // RFC 9189
    {0x0029, 0x0029, "curveSM2"},                           // RFC 8998
    {0x0100, 0x0100, "ffdhe2048"},                          // RFC 7919
    {0x0101, 0x0101, "ffdhe3072"},                          // RFC 7919
    {0x0102, 0x0102, "ffdhe4096"},                          // RFC 7919
    {0x0103, 0x0103, "ffdhe6144"},                          // RFC 7919
    {0x0104, 0x0104, "ffdhe8192"},                          // RFC 7919
    {0x01fc, 0x01ff, "reserved_private_use_ffdhe"},         // RFC 7919
    {0x0200, 0x0200, "MLKEM512"},                           // draft-ietf-tls-mlkem
    {0x0201, 0x0201, "MLKEM768"},                           // draft-ietf-tls-mlkem
    {0x0202, 0x0202, "MLKEM1024"},                          // draft-ietf-tls-mlkem
    {0x0a0a, 0x0a0a, "GREASE_0A0A"},                        // RFC 8701
    {0x11eb, 0x11eb, "SecP256r1MLKEM768"},                  // draft-ietf-tls-ecdhe-mlkem
    {0x11ec, 0x11ec, "X25519MLKEM768"},                     // draft-ietf-tls-ecdhe-mlkem
    {0x11ed, 0x11ed, "SecP384r1MLKEM1024"},                 // draft-ietf-tls-ecdhe-mlkem
    {0x1a1a, 0x1a1a, "GREASE_1A1A"},                        // RFC 8701
    {0x2a2a, 0x2a2a, "GREASE_2A2A"},                        // RFC 8701
    {0x3a3a, 0x3a3a, "GREASE_3A3A"},                        // RFC 8701
    {0x4a4a, 0x4a4a, "GREASE_4A4A"},                        // RFC 8701
    {0x5a5a, 0x5a5a, "GREASE_5A5A"},                        // RFC 8701
    {0x6399, 0x6399, "X25519Kyber768Draft00_OBSOLETE"},     // draft-tls-westerbaan-xyber768d00-02
    {0x639a, 0x639a, "SecP256r1Kyber768Draft00_OBSOLETE"},  // draft-kwiatkowski-tls-ecdhe-kyber-01
    {0x6a6a, 0x6a6a, "GREASE_6A6A"},                        // RFC 8701
    {0x7a7a, 0x7a7a, "GREASE_7A7A"},                        // RFC 8701
    {0x8a8a, 0x8a8a, "GREASE_8A8A"},                        // RFC 8701
    {0x9a9a, 0x9a9a, "GREASE_9A9A"},                        // RFC 8701
    {0xaaaa, 0xaaaa, "GREASE_AAAA"},                        // RFC 8701
    {0xbaba, 0xbaba, "GREASE_BABA"},                        // RFC 8701
    {0xcaca, 0xcaca, "GREASE_CACA"},                        // RFC 8701
    {0xdada, 0xdada, "GREASE_DADA"},                        // RFC 8701
    {0xeaea, 0xeaea, "GREASE_EAEA"},                        // RFC 8701
    {0xfafa, 0xfafa, "GREASE_FAFA"},                        // RFC 8701
    {0xfe00, 0xfeff, "reserved_private_use_ecdhe"},         // RFC 8422
    {0xff01, 0xff01, "arbitrary_explicit_prime_curves"},    // RFC 8422
    {0xff02, 0xff02, "arbitrary_explicit_char2_curves"},    // RFC 8422
};

constexpr CodePointRow kSignatureSchemes[] = {
    {0x0201, 0x0201, "rsa_pkcs1_sha1"},           // RFC 9846; RFC 9155
    {0x0203, 0x0203, "ecdsa_sha1"},               // RFC 9846; RFC 9155
    {0x0401, 0x0401, "rsa_pkcs1_sha256"},         // RFC 9846
    {0x0403, 0x0403, "ecdsa_secp256r1_sha256"},   // RFC 9846
    {0x0420, 0x0420, "rsa_pkcs1_sha256_legacy"},  // RFC 9963
    {0x0501, 0x0501, "rsa_pkcs1_sha384"},         // RFC 9846
    {0x0503, 0x0503, "ecdsa_secp384r1_sha384"},   // RFC 9846
    {0x0520, 0x0520, "rsa_pkcs1_sha384_legacy"},  // RFC 9963
    {0x0601, 0x0601, "rsa_pkcs1_sha512"},         // RFC 9846
    {0x0603, 0x0603, "ecdsa_secp521r1_sha512"},   // RFC 9846
    {0x0620, 0x0620, "rsa_pkcs1_sha512_legacy"},  // RFC 9963
    {0x0704, 0x0704, "eccsi_sha256"},             // draft-wang-tls-raw-public-key-with-ibc-02
    {0x0705, 0x0705, "iso_ibs1"},                 // draft-wang-tls-raw-public-key-with-ibc-02
    {0x0706, 0x0706, "iso_ibs2"},                 // draft-wang-tls-raw-public-key-with-ibc-02
    {0x0707, 0x0707, "iso_chinese_ibs"},          // draft-wang-tls-raw-public-key-with-ibc-02
    {0x0708, 0x0708, "sm2sig_sm3"},               // RFC 8998
    {0x0709, 0x0709, "gostr34102012_256a"},       // RFC 9367
    {0x070a, 0x070a, "gostr34102012_256b"},       // RFC 9367
    {0x070b, 0x070b, "gostr34102012_256c"},       // RFC 9367
    {0x070c, 0x070c, "gostr34102012_256d"},       // RFC 9367
    {0x070d, 0x070d, "gostr34102012_512a"},       // RFC 9367
    {0x070e, 0x070e, "gostr34102012_512b"},       // RFC 9367
    {0x070f, 0x070f, "gostr34102012_512c"},       // RFC 9367
    {0x0804, 0x0804, "rsa_pss_rsae_sha256"},      // RFC 9846
    {0x0805, 0x0805, "rsa_pss_rsae_sha384"},      // RFC 9846
    {0x0806, 0x0806, "rsa_pss_rsae_sha512"},      // RFC 9846
    {0x0807, 0x0807, "ed25519"},                  // RFC 9846
    {0x0808, 0x0808, "ed448"},                    // RFC 9846
    {0x0809, 0x0809, "rsa_pss_pss_sha256"},       // RFC 9846
    {0x080a, 0x080a, "rsa_pss_pss_sha384"},       // RFC 9846
    {0x080b, 0x080b, "rsa_pss_pss_sha512"},       // RFC 9846
    {0x081a, 0x081a, "ecdsa_brainpoolP256r1tls13_sha256"},     // RFC 8734
    {0x081b, 0x081b, "ecdsa_brainpoolP384r1tls13_sha384"},     // RFC 8734
    {0x081c, 0x081c, "ecdsa_brainpoolP512r1tls13_sha512"},     // RFC 8734
    {0x0840, 0x0840, "reserved_gostr34102012_256_intrinsic"},  // RFC 9189
    {0x0841, 0x0841, "reserved_gostr34102012_512_intrinsic"},  // RFC 9189
    {0x0904, 0x0904, "mldsa44"},                               // draft-ietf-tls-mldsa
    {0x0905, 0x0905, "mldsa65"},                               // draft-ietf-tls-mldsa
    {0x0906, 0x0906, "mldsa87"},                               // draft-ietf-tls-mldsa
    {0xfe00, 0xffff, "reserved_private_use"},                  // RFC 9846
};

constexpr CodePointRow kHashAlgorithms[] = {
    {0x00, 0x00, "none"},       // RFC 5246; RFC 9847
    {0x01, 0x01, "md5"},        // RFC 5246; RFC 9847
    {0x02, 0x02, "sha1"},       // RFC 5246; RFC 9847
    {0x03, 0x03, "sha224"},     // RFC 5246; RFC 9847
    {0x04, 0x04, "sha256"},     // RFC 5246; RFC 9847
    {0x05, 0x05, "sha384"},     // RFC 5246; RFC 9847
    {0x06, 0x06, "sha512"},     // RFC 5246; RFC 9847
    {0x07, 0x07, "Reserved"},   // RFC 8447
    {0x08, 0x08, "Intrinsic"},  // RFC 8422; RFC 9847
};

constexpr CodePointRow kSignatureAlgorithms[] = {
    {0x00, 0x00, "anonymous"},          // RFC 5246; RFC 9847
    {0x01, 0x01, "rsa"},                // RFC 5246; RFC 9847
    {0x02, 0x02, "dsa"},                // RFC 5246; RFC 9847
    {0x03, 0x03, "ecdsa"},              // RFC 5246; RFC 9847
    {0x07, 0x07, "ed25519"},            // RFC 8422; RFC 9847
    {0x08, 0x08, "ed448"},              // RFC 8422; RFC 9847
    {0x40, 0x40, "gostr34102012_256"},  // RFC 9189; RFC 9847
    {0x41, 0x41, "gostr34102012_512"},  // RFC 9189; RFC 9847
};

constexpr uint16_t kSignaturePairs[] = {
    0x0101, 0x0102, 0x0103, 0x0201, 0x0202, 0x0203, 0x0301, 0x0302, 0x0303, 0x0401, 0x0402,
    0x0403, 0x0501, 0x0502, 0x0503, 0x0601, 0x0602, 0x0603, 0x0807, 0x0808, 0x0840, 0x0841,
};

constexpr uint8_t Place(ExtensionPlace place) { return static_cast<uint8_t>(place); }
constexpr uint8_t kNone = 0;
constexpr uint8_t kCH = Place(ExtensionPlace::kClientHello);
constexpr uint8_t kSH = Place(ExtensionPlace::kServerHello);
constexpr uint8_t kHRR = Place(ExtensionPlace::kHelloRetryRequest);
constexpr uint8_t kEE = Place(ExtensionPlace::kEncryptedExtensions);
constexpr uint8_t kCR = Place(ExtensionPlace::kCertificateRequest);
constexpr uint8_t kCT = Place(ExtensionPlace::kCertificate);
constexpr uint8_t kNST = Place(ExtensionPlace::kNewSessionTicket);

constexpr ExtensionRow kExtensionTypes[] = {
    {0, "server_name", kCH | kEE | kCR},                        // RFC 6066; RFC 9261
    {1, "max_fragment_length", kCH | kEE},                      // RFC 6066; RFC 8449
    {2, "client_certificate_url", kNone},                       // RFC 6066
    {3, "trusted_ca_keys", kNone},                              // RFC 6066
    {4, "truncated_hmac", kNone},                               // RFC 6066; RFC 9847
    {5, "status_request", kCH | kCR | kCT},                     // RFC 6066; RFC 9846
    {6, "user_mapping", kNone},                                 // RFC 4681
    {7, "client_authz", kNone},                                 // RFC 5878
    {8, "server_authz", kNone},                                 // RFC 5878
    {9, "cert_type", kNone},                                    // RFC 6091
    {10, "supported_groups", kCH | kEE},                        // RFC 8422; RFC 7919; RFC 9846
    {11, "ec_point_formats", kNone},                            // RFC 8422
    {12, "srp", kNone},                                         // RFC 5054
    {13, "signature_algorithms", kCH | kCR},                    // RFC 9846
    {14, "use_srtp", kCH | kEE},                                // RFC 5764
    {15, "heartbeat", kCH | kEE},                               // RFC 6520
    {16, "application_layer_protocol_negotiation", kCH | kEE},  // RFC 7301
    {17, "status_request_v2", kNone},                           // RFC 6961
    {18, "signed_certificate_timestamp", kCH | kCR | kCT},      // RFC 6962
    {19, "client_certificate_type", kCH | kEE},                 // RFC 7250
    {20, "server_certificate_type", kCH | kEE},                 // RFC 7250
    {21, "padding", kCH},                                       // RFC 7685
    {22, "encrypt_then_mac", kNone},                            // RFC 7366
    {23, "extended_main_secret", kNone},                        // RFC 7627; RFC 9846
    {24, "token_binding", kNone},                               // RFC 8472
    {25, "cached_info", kCH | kEE},                             // RFC 7924; RFC 9846
    {26, "tls_lts", kNone},                                     // draft-gutmann-tls-lts
    {27, "compress_certificate", kCH | kCR},                    // RFC 8879
    {28, "record_size_limit", kCH | kEE},                       // RFC 8449
    {29, "pwd_protect", kCH},                                   // RFC 8492
    {30, "pwd_clear", kCH},                                     // RFC 8492
    {31, "password_salt", kCH | kSH | kHRR},                    // RFC 8492
    {32, "ticket_pinning", kCH | kEE},                          // RFC 8672
    {33, "tls_cert_with_extern_psk", kCH | kSH},                // RFC 8773
    {34, "delegated_credential", kCH | kCR | kCT},              // RFC 9345
    {35, "session_ticket", kNone},                              // RFC 5077; RFC 8447
    {36, "TLMSP", kNone},                                       // ETSI TS 103 523-2
    {37, "TLMSP_proxying", kNone},                              // ETSI TS 103 523-2
    {38, "TLMSP_delegate", kNone},                              // ETSI TS 103 523-2
    {39, "supported_ekt_ciphers", kCH | kEE},                   // RFC 8870
    {40, "Reserved", kAnyPlace},                                // RFC 9847
    {41, "pre_shared_key", kCH | kSH},                          // RFC 9846
    {42, "early_data", kCH | kEE | kNST},                       // RFC 9846
    {43, "supported_versions", kCH | kSH | kHRR},               // RFC 9846
    {44, "cookie", kCH | kHRR},                                 // RFC 9846
    {45, "psk_key_exchange_modes", kCH},                        // RFC 9846
    {46, "Reserved", kAnyPlace},                                // RFC 9847
    {47, "certificate_authorities", kCH | kCR},                 // RFC 9846
    {48, "oid_filters", kCR},                                   // RFC 9846
    {49, "post_handshake_auth", kCH},                           // RFC 9846
    {50, "signature_algorithms_cert", kCH | kCR},               // RFC 9846
    {51, "key_share", kCH | kSH | kHRR},                        // RFC 9846
    {52, "transparency_info", kCH | kCR | kCT},                 // RFC 9162
    {53, "connection_id_deprecated", kNone},                    // RFC 9146; RFC 9847
    {54, "connection_id", kCH | kSH},                           // RFC 9146
    {55, "external_id_hash", kCH | kEE},                        // RFC 8844
    {56, "external_session_id", kCH | kEE},                     // RFC 8844
    {57, "quic_transport_parameters", kCH | kEE},               // RFC 9001
    {58, "ticket_request", kCH | kEE},                          // RFC 9149
    {59, "dnssec_chain", kCH | kCT},                            // RFC 9102
    {60, "sequence_number_encryption_algorithms",
     kCH | kHRR | kSH},                        // draft-pismenny-tls-dtls-plaintext-sequence-number
    {61, "rrc", kCH | kSH},                    // draft-ietf-tls-dtls-rrc
    {62, "tls_flags", kAnyPlace},              // draft-ietf-tls-tlsflags
    {2570, "GREASE_0A0A", kCH | kCR | kNST},   // RFC 8701
    {6682, "GREASE_1A1A", kCH | kCR | kNST},   // RFC 8701
    {10794, "GREASE_2A2A", kCH | kCR | kNST},  // RFC 8701
    {14906, "GREASE_3A3A", kCH | kCR | kNST},  // RFC 8701
    {19018, "GREASE_4A4A", kCH | kCR | kNST},  // RFC 8701
    {23130, "GREASE_5A5A", kCH | kCR | kNST},  // RFC 8701
    {27242, "GREASE_6A6A", kCH | kCR | kNST},  // RFC 8701
    {31354, "GREASE_7A7A", kCH | kCR | kNST},  // RFC 8701
    {35466, "GREASE_8A8A", kCH | kCR | kNST},  // RFC 8701
    {39578, "GREASE_9A9A", kCH | kCR | kNST},  // RFC 8701
    {43690, "GREASE_AAAA", kCH | kCR | kNST},  // RFC 8701
    {47802, "GREASE_BABA", kCH | kCR | kNST},  // RFC 8701
    {51914, "GREASE_CACA", kCH | kCR | kNST},  // RFC 8701
    {56026, "GREASE_DADA", kCH | kCR | kNST},  // RFC 8701
    {60138, "GREASE_EAEA", kCH | kCR | kNST},  // RFC 8701
    {64250, "GREASE_FAFA", kCH | kCR | kNST},  // RFC 8701
    {64768, "ech_outer_extensions", kCH},      // RFC 9849
    {65037, "encrypted_client_hello", kCH | kEE | kHRR},  // RFC 9849
    {65280, "reserved_private_use", kAnyPlace},           // RFC 8446
    {65281, "renegotiation_info", kNone},                 // RFC 5746
};

}  // namespace

std::span<const CodePointRow> AlertRows() { return kAlerts; }
std::span<const CodePointRow> ClientCertificateTypeRows() { return kClientCertificateTypes; }
std::span<const CodePointRow> NamedGroupRows() { return kNamedGroups; }
std::span<const CodePointRow> SignatureSchemeRows() { return kSignatureSchemes; }
std::span<const CodePointRow> HashAlgorithmRows() { return kHashAlgorithms; }
std::span<const CodePointRow> SignatureAlgorithmRows() { return kSignatureAlgorithms; }
std::span<const uint16_t> SignaturePairRows() { return kSignaturePairs; }
std::span<const ExtensionRow> ExtensionTypeRows() { return kExtensionTypes; }

}  // namespace shakedown::tls
