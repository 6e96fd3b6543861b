BEGIN TRANSACTION;
CREATE TABLE "access" (
	id INTEGER NOT NULL, 
	user_id INTEGER, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12), 
	active BOOLEAN NOT NULL, 
	group_id INTEGER, public_id VARCHAR(12) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_access PRIMARY KEY (id), 
	CONSTRAINT fk_access_album_id_album FOREIGN KEY(album_id) REFERENCES album (id), 
	CONSTRAINT fk_access_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id), 
	CONSTRAINT fk_access_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT fk_access_group_id_group FOREIGN KEY(group_id) REFERENCES "group" (id) ON DELETE CASCADE, 
	CONSTRAINT ck_access_one_holder CHECK ((user_id IS NULL) <> (group_id IS NULL))
);
INSERT INTO "access" VALUES(1,2,1,'dndTVcr95pWd',1,NULL,'ahDfhF3eCM9o');
CREATE TABLE access_request (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	gallery_id INTEGER NOT NULL, 
	user_id INTEGER, 
	name VARCHAR(100) NOT NULL, 
	mail VARCHAR(254) NOT NULL, 
	text TEXT NOT NULL, 
	created_at DATETIME NOT NULL, language VARCHAR(10), public_id VARCHAR(12) DEFAULT '' NOT NULL, 
	FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE "album" (
	id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER, 
	parent_id VARCHAR(12), 
	title VARCHAR(300) NOT NULL, 
	description TEXT NOT NULL, 
	time DATETIME, 
	visibility VARCHAR(10) NOT NULL, 
	"order" VARCHAR(10), 
	cover_id VARCHAR(12), 
	folder BLOB, 
	missing BOOLEAN NOT NULL, 
	sort_key BLOB NOT NULL, 
	closed_because VARCHAR(10), 
	closed_like VARCHAR(12), 
	rank INTEGER DEFAULT '0' NOT NULL, 
	downloads BOOLEAN, 
	positions VARCHAR(10), 
	is_placed BOOLEAN DEFAULT 0 NOT NULL, arrived_at DATETIME, closed_at DATETIME, gone_at DATETIME, revision INTEGER DEFAULT '0' NOT NULL, folder_inode BIGINT, updated_at DATETIME DEFAULT '2026-11-30 02:27:03.294301' NOT NULL, 
	CONSTRAINT pk_album PRIMARY KEY (id), 
	CONSTRAINT fk_album_parent_id_album FOREIGN KEY(parent_id) REFERENCES album (id), 
	CONSTRAINT fk_album_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id), 
	CONSTRAINT uq_album_gallery_id_folder UNIQUE (gallery_id, folder)
);
INSERT INTO "album" VALUES('bEmJaurN4pS6',1,NULL,'Photographs','',NULL,'private','newest',NULL,X'',0,X'70686F746F677261706873',NULL,NULL,0,NULL,NULL,0,NULL,NULL,NULL,0,4844182,'2026-11-30 02:27:10.746915');
INSERT INTO "album" VALUES('pw6VT9112k7h',1,'bEmJaurN4pS6','hid','',NULL,'hidden','oldest',NULL,X'686964',0,X'686964',NULL,NULL,0,NULL,NULL,0,NULL,NULL,NULL,0,4901530,'2026-11-30 02:27:26.310000');
INSERT INTO "album" VALUES('TR3S9UxRLndb',1,'bEmJaurN4pS6','open','',NULL,'visible','oldest',NULL,X'6F70656E',0,X'6F70656E',NULL,NULL,0,NULL,NULL,0,'2026-11-30 02:27:13.498881',NULL,NULL,0,4901529,'2026-11-30 02:27:13.504000');
INSERT INTO "album" VALUES('dndTVcr95pWd',1,'bEmJaurN4pS6','priv','',NULL,'private','oldest',NULL,X'70726976',0,X'70726976',NULL,NULL,0,NULL,NULL,0,NULL,NULL,NULL,0,4901531,'2026-11-30 02:27:30.464000');
INSERT INTO "album" VALUES('TfThHCB4Bx4c',1,'dndTVcr95pWd','inner','',NULL,'visible',NULL,NULL,X'707269762F696E6E6572',0,X'696E6E6572',NULL,NULL,0,NULL,NULL,0,'2026-11-30 02:27:13.523459',NULL,NULL,0,4901532,'2026-11-30 02:27:13.524000');
CREATE TABLE album_summary (
	album_id VARCHAR(12) NOT NULL, 
	audience VARCHAR(10) NOT NULL, 
	images INTEGER NOT NULL, 
	albums INTEGER NOT NULL, 
	cover_id VARCHAR(12), 
	cover_path VARCHAR(1000), 
	first_time DATETIME, 
	last_time DATETIME, years TEXT DEFAULT '' NOT NULL, films INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_album_summary PRIMARY KEY (album_id, audience), 
	CONSTRAINT fk_album_summary_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
INSERT INTO "album_summary" VALUES('TfThHCB4Bx4c','everybody',1,0,'qSFLVkkjs4di','qSFLVkkjs4di',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('TfThHCB4Bx4c','trusted',1,0,'qSFLVkkjs4di','qSFLVkkjs4di',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('TR3S9UxRLndb','everybody',2,0,'79d113YLpYEc','79d113YLpYEc',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('TR3S9UxRLndb','trusted',2,0,'79d113YLpYEc','79d113YLpYEc',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('pw6VT9112k7h','everybody',1,0,'dCeykfQpBQRA','dCeykfQpBQRA',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('pw6VT9112k7h','trusted',1,0,'dCeykfQpBQRA','dCeykfQpBQRA',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('dndTVcr95pWd','everybody',2,1,'qSFLVkkjs4di','TfThHCB4Bx4c/qSFLVkkjs4di',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('dndTVcr95pWd','trusted',2,1,'qSFLVkkjs4di','TfThHCB4Bx4c/qSFLVkkjs4di',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('bEmJaurN4pS6','everybody',2,1,'79d113YLpYEc','TR3S9UxRLndb/79d113YLpYEc',NULL,NULL,'',0);
INSERT INTO "album_summary" VALUES('bEmJaurN4pS6','trusted',5,4,'qSFLVkkjs4di','dndTVcr95pWd/TfThHCB4Bx4c/qSFLVkkjs4di',NULL,NULL,'',0);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0055');
CREATE TABLE api_token (
	id VARCHAR(12) NOT NULL, 
	token_hash BLOB NOT NULL, 
	user_id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12), 
	label VARCHAR(100) NOT NULL, 
	scope VARCHAR(10) NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME, 
	expires_at DATETIME, 
	CONSTRAINT pk_api_token PRIMARY KEY (id), 
	CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash), 
	CONSTRAINT fk_api_token_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT fk_api_token_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_api_token_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
CREATE TABLE archive (
	id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	digest BLOB NOT NULL, 
	chosen JSON, 
	contents JSON NOT NULL, 
	total INTEGER NOT NULL, 
	total_bytes BIGINT NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	reason VARCHAR(20), 
	done INTEGER NOT NULL, 
	left_out JSON NOT NULL, 
	entries INTEGER NOT NULL, 
	bytes BIGINT NOT NULL, 
	directory_bytes BIGINT NOT NULL, 
	copied BIGINT NOT NULL, 
	size BIGINT, 
	asker VARCHAR(100) NOT NULL, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_archive PRIMARY KEY (id), 
	CONSTRAINT fk_archive_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_archive_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
CREATE TABLE attempt (
	"key" VARCHAR(200) NOT NULL, 
	started BIGINT NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY ("key")
);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	gallery_id INTEGER, 
	who VARCHAR(100), 
	address VARCHAR(100), 
	event VARCHAR(40) NOT NULL, 
	params JSON NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'2026-11-30 02:27:04.318081',NULL,NULL,NULL,'user_added','{"user": "anna"}');
INSERT INTO "audit" VALUES(2,'2026-11-30 02:27:08.544844',NULL,NULL,NULL,'user_added','{"user": "ben"}');
INSERT INTO "audit" VALUES(3,'2026-11-30 02:27:10.818677',1,NULL,NULL,'gallery_added','{"host": "photos.test", "user": "anna"}');
INSERT INTO "audit" VALUES(4,'2026-11-30 02:27:10.818758',NULL,NULL,NULL,'gallery_added','{"host": "photos.test", "user": "anna", "title": "photos.test"}');
INSERT INTO "audit" VALUES(5,'2026-11-30 02:27:26.306049',1,NULL,NULL,'album_visibility','{"album": "pw6VT9112k7h", "title": "hid", "now": "hidden", "before": "visible"}');
INSERT INTO "audit" VALUES(6,'2026-11-30 02:27:30.463407',1,NULL,NULL,'album_visibility','{"album": "dndTVcr95pWd", "title": "priv", "now": "private", "before": "visible"}');
INSERT INTO "audit" VALUES(7,'2026-11-30 02:27:36.132836',1,NULL,NULL,'granted','{"user": "ben", "what": "album dndTVcr95pWd", "title": "priv", "host": "photos.test"}');
INSERT INTO "audit" VALUES(8,'2026-11-30 02:27:36.133062',NULL,NULL,NULL,'granted','{"user": "ben", "what": "album dndTVcr95pWd", "title": "photos.test", "host": "photos.test"}');
INSERT INTO "audit" VALUES(9,'2026-11-30 02:27:39.814627',1,NULL,NULL,'link_made','{"link": "1", "label": "Grandma", "album": "dndTVcr95pWd", "title": "priv", "host": "photos.test"}');
CREATE TABLE change (
	id INTEGER NOT NULL, 
	xid BIGINT NOT NULL, 
	at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	kind VARCHAR(5) NOT NULL, 
	node_id VARCHAR(12) NOT NULL, 
	parent_id VARCHAR(12), 
	visibility VARCHAR(10), 
	was_there BOOLEAN NOT NULL, 
	was_missing BOOLEAN NOT NULL, 
	CONSTRAINT pk_change PRIMARY KEY (id), 
	CONSTRAINT fk_change_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
INSERT INTO "change" VALUES(1,1,'2026-11-30 02:27:10',1,'album','bEmJaurN4pS6',NULL,NULL,0,0);
INSERT INTO "change" VALUES(2,2,'2026-11-30 02:27:13',1,'album','pw6VT9112k7h',NULL,NULL,0,0);
INSERT INTO "change" VALUES(3,2,'2026-11-30 02:27:13',1,'album','pw6VT9112k7h','bEmJaurN4pS6','visible',1,1);
INSERT INTO "change" VALUES(4,2,'2026-11-30 02:27:13',1,'item','dCeykfQpBQRA',NULL,NULL,0,0);
INSERT INTO "change" VALUES(5,2,'2026-11-30 02:27:13',1,'album','TR3S9UxRLndb',NULL,NULL,0,0);
INSERT INTO "change" VALUES(6,2,'2026-11-30 02:27:13',1,'album','TR3S9UxRLndb','bEmJaurN4pS6','visible',1,1);
INSERT INTO "change" VALUES(7,2,'2026-11-30 02:27:13',1,'item','73pyf88rjxph',NULL,NULL,0,0);
INSERT INTO "change" VALUES(8,2,'2026-11-30 02:27:13',1,'item','79d113YLpYEc',NULL,NULL,0,0);
INSERT INTO "change" VALUES(9,2,'2026-11-30 02:27:13',1,'album','dndTVcr95pWd',NULL,NULL,0,0);
INSERT INTO "change" VALUES(10,2,'2026-11-30 02:27:13',1,'album','dndTVcr95pWd','bEmJaurN4pS6','visible',1,1);
INSERT INTO "change" VALUES(11,2,'2026-11-30 02:27:13',1,'item','6CHHLMcfWg2M',NULL,NULL,0,0);
INSERT INTO "change" VALUES(12,2,'2026-11-30 02:27:13',1,'album','TfThHCB4Bx4c',NULL,NULL,0,0);
INSERT INTO "change" VALUES(13,2,'2026-11-30 02:27:13',1,'album','TfThHCB4Bx4c','dndTVcr95pWd','visible',1,1);
INSERT INTO "change" VALUES(14,2,'2026-11-30 02:27:13',1,'item','qSFLVkkjs4di',NULL,NULL,0,0);
INSERT INTO "change" VALUES(15,3,'2026-11-30 02:27:26',1,'album','pw6VT9112k7h','bEmJaurN4pS6','visible',1,0);
INSERT INTO "change" VALUES(16,4,'2026-11-30 02:27:30',1,'album','dndTVcr95pWd','bEmJaurN4pS6','visible',1,0);
CREATE TABLE change_clock (
	number INTEGER NOT NULL, 
	CONSTRAINT pk_change_clock PRIMARY KEY (number)
);
INSERT INTO "change_clock" VALUES(5);
CREATE TABLE deleted_folder (
	id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	folder BLOB NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	deletion_id VARCHAR(12) NOT NULL, visibility VARCHAR(10), folder_inode BIGINT, 
	CONSTRAINT pk_deleted_folder PRIMARY KEY (id), 
	CONSTRAINT fk_deleted_folder_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE deletion (
	album_id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	parent_id VARCHAR(12) NOT NULL, 
	visibility VARCHAR(10) NOT NULL, 
	deleted_at DATETIME NOT NULL, source_id VARCHAR(12), 
	CONSTRAINT pk_deletion PRIMARY KEY (album_id), 
	CONSTRAINT fk_deletion_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
	CONSTRAINT fk_deletion_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE excluded_file (
	id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	name BLOB NOT NULL, 
	quick_hash BLOB NOT NULL, size BIGINT, mtime_ns BIGINT, ctime_ns BIGINT, inode BIGINT, 
	CONSTRAINT pk_excluded_file PRIMARY KEY (id), 
	CONSTRAINT fk_excluded_file_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
CREATE TABLE "former_content" (
	quick_hash BLOB NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER, 
	visibility VARCHAR(10), 
	owner_id INTEGER, inside VARCHAR(10), 
	CONSTRAINT pk_former_content PRIMARY KEY (quick_hash, album_id), 
	CONSTRAINT fk_former_content_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_former_content_owner_id_user FOREIGN KEY(owner_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE "gallery" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	owner_id INTEGER NOT NULL, 
	host VARCHAR(253) NOT NULL, 
	home BLOB NOT NULL, 
	time_zone VARCHAR(64) NOT NULL, 
	images_budget_mb INTEGER DEFAULT '20480' NOT NULL, 
	archives_budget_mb INTEGER DEFAULT '2048' NOT NULL, 
	about_title VARCHAR(100) DEFAULT ('') NOT NULL, 
	about_text TEXT DEFAULT ('') NOT NULL, 
	"indexed" BOOLEAN DEFAULT 0 NOT NULL, 
	positions VARCHAR(10) DEFAULT 'trusted' NOT NULL, 
	new_albums VARCHAR(10) DEFAULT 'visible' NOT NULL, 
	ignored TEXT DEFAULT ('') NOT NULL, 
	accent VARCHAR(7) DEFAULT ('') NOT NULL, 
	footer TEXT DEFAULT ('') NOT NULL, 
	zone_of_times VARCHAR(64), 
	introduced BOOLEAN DEFAULT 1 NOT NULL, shows_videos BOOLEAN DEFAULT 0 NOT NULL, previews BOOLEAN DEFAULT 1 NOT NULL, mailed_links BOOLEAN DEFAULT 0 NOT NULL, api_origins TEXT DEFAULT '' NOT NULL, latest_year INTEGER, layout VARCHAR(10) DEFAULT 'squares' NOT NULL, 
	CONSTRAINT fk_gallery_owner_id_user FOREIGN KEY(owner_id) REFERENCES user (id), 
	CONSTRAINT uq_gallery_host UNIQUE (host)
);
INSERT INTO "gallery" VALUES(1,1,'photos.test',X'','UTC',20480,2048,'About','',0,'trusted','visible','','','','UTC',0,0,1,0,'',2027,'squares');
CREATE TABLE gallery_alias (
	host VARCHAR(253) NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	CONSTRAINT pk_gallery_alias PRIMARY KEY (host), 
	CONSTRAINT fk_gallery_alias_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE "group" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	gallery_id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, public_id VARCHAR(12) DEFAULT '' NOT NULL, 
	CONSTRAINT uq_group_gallery_id_name UNIQUE (gallery_id, name), 
	FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE idempotency_key (
	key_digest BLOB NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	request_digest BLOB NOT NULL, 
	answer BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_idempotency_key PRIMARY KEY (key_digest), 
	CONSTRAINT fk_idempotency_key_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_idempotency_key_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE image (
	id VARCHAR(12) NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	path BLOB NOT NULL, 
	sort_key BLOB NOT NULL, 
	time DATETIME NOT NULL, 
	offset_minutes INTEGER, 
	time_source VARCHAR(10) NOT NULL, 
	width INTEGER, 
	height INTEGER, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	ctime_ns BIGINT NOT NULL, 
	quick_hash BLOB NOT NULL, 
	placeholder BLOB, 
	camera JSON NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	reason VARCHAR(300), 
	attempts INTEGER NOT NULL, 
	attempted_at DATETIME, failure_version VARCHAR(8), rank INTEGER DEFAULT '0' NOT NULL, inode BIGINT, own_title VARCHAR(300) DEFAULT '' NOT NULL, caption TEXT DEFAULT '' NOT NULL, file_time DATETIME, is_picked BOOLEAN DEFAULT 0 NOT NULL, kind VARCHAR(10) DEFAULT 'image' NOT NULL, duration_ms BIGINT, media_type VARCHAR(150), content_identifier VARCHAR(64), motion_start BIGINT, motion_size BIGINT, motion_id VARCHAR(12), motion VARCHAR(10), updated_at DATETIME DEFAULT '2026-11-30 02:27:03.294301' NOT NULL, precision VARCHAR(5) DEFAULT 'clock' NOT NULL, file_title VARCHAR(300) DEFAULT '' NOT NULL, file_caption TEXT DEFAULT '' NOT NULL, keywords JSON DEFAULT '[]' NOT NULL, rating INTEGER, sidecars BLOB, added_at DATETIME DEFAULT '2026-11-30 02:27:03.373769' NOT NULL, is_raw BOOLEAN DEFAULT 0 NOT NULL, raw_id VARCHAR(12), 
	CONSTRAINT pk_image PRIMARY KEY (id), 
	CONSTRAINT fk_image_album_id_album FOREIGN KEY(album_id) REFERENCES album (id), 
	CONSTRAINT uq_image_album_id_path UNIQUE (album_id, path)
);
INSERT INTO "image" VALUES('dCeykfQpBQRA','pw6VT9112k7h',X'6869642F682E6A7067',X'68002E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005617436885691,X'3BC74C9C5851074ECFF0D0CCD3860050',X'50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B','{}','ready',NULL,0,NULL,NULL,0,4901536,'','',NULL,0,'image',NULL,NULL,'',NULL,NULL,NULL,NULL,'2026-11-30 02:27:13.490906','file','','','[]',NULL,NULL,'2026-11-30 02:27:13.490910',0,NULL);
INSERT INTO "image" VALUES('73pyf88rjxph','TR3S9UxRLndb',X'6F70656E2F612E6A7067',X'61002E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005617430996021,X'7CE73B36F44F3F77A76A563CA8A07B59',X'00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B','{}','ready',NULL,0,NULL,NULL,0,4901534,'','',NULL,0,'image',NULL,NULL,'',NULL,NULL,NULL,NULL,'2026-11-30 02:27:13.505730','file','','','[]',NULL,NULL,'2026-11-30 02:27:13.505734',0,NULL);
INSERT INTO "image" VALUES('79d113YLpYEc','TR3S9UxRLndb',X'6F70656E2F622E6A7067',X'62002E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005617433975827,X'0B289B9A89F16E835FD5728ED8FF86F2',X'28A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A059','{}','ready',NULL,0,NULL,NULL,0,4901535,'','',NULL,0,'image',NULL,NULL,'',NULL,NULL,NULL,NULL,'2026-11-30 02:27:13.505735','file','','','[]',NULL,NULL,'2026-11-30 02:27:13.505735',0,NULL);
INSERT INTO "image" VALUES('6CHHLMcfWg2M','dndTVcr95pWd',X'707269762F702E6A7067',X'70002E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005617441298772,X'3D33C1EABBD4E0183D0DAEEC13471705',X'785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059','{}','ready',NULL,0,NULL,NULL,0,4901537,'','',NULL,0,'image',NULL,NULL,'',NULL,NULL,NULL,NULL,'2026-11-30 02:27:13.515373','file','','','[]',NULL,NULL,'2026-11-30 02:27:13.515375',0,NULL);
INSERT INTO "image" VALUES('qSFLVkkjs4di','TfThHCB4Bx4c',X'707269762F696E6E65722F712E6A7067',X'71002E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005617445037502,X'A0327F6CA6C5EE98C055B41AC31C71EE',X'A1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285B','{}','ready',NULL,0,NULL,NULL,0,4901538,'','',NULL,0,'image',NULL,NULL,'',NULL,NULL,NULL,NULL,'2026-11-30 02:27:13.524761','file','','','[]',NULL,NULL,'2026-11-30 02:27:13.524765',0,NULL);
CREATE TABLE invitation (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12), 
	group_id INTEGER, 
	mail VARCHAR(254) NOT NULL, 
	token_hash BLOB, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	mailed_at DATETIME, 
	mail_error TEXT, language VARCHAR(10), public_id VARCHAR(12) DEFAULT '' NOT NULL, 
	CONSTRAINT uq_invitation_token_hash UNIQUE (token_hash), 
	FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
	FOREIGN KEY(group_id) REFERENCES "group" (id) ON DELETE CASCADE
);
CREATE TABLE job (
	id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	subjects JSON NOT NULL, 
	total INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT fk_job_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
CREATE TABLE "letter" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	invitation_id INTEGER, 
	recipient VARCHAR(254) NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	html TEXT NOT NULL, 
	due_at DATETIME NOT NULL, 
	tries INTEGER NOT NULL, 
	token_id INTEGER, 
	CONSTRAINT fk_letter_token_id_token FOREIGN KEY(token_id) REFERENCES token (id) ON DELETE CASCADE, 
	FOREIGN KEY(invitation_id) REFERENCES invitation (id) ON DELETE CASCADE
);
CREATE TABLE membership (
	user_id INTEGER NOT NULL, 
	group_id INTEGER NOT NULL, 
	PRIMARY KEY (user_id, group_id), 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	FOREIGN KEY(group_id) REFERENCES "group" (id) ON DELETE CASCADE
);
CREATE TABLE newer_version (
	quick_hash BLOB NOT NULL, 
	newer_hash BLOB NOT NULL, 
	owner_id INTEGER NOT NULL, 
	CONSTRAINT pk_newer_version PRIMARY KEY (quick_hash, newer_hash, owner_id), 
	CONSTRAINT fk_newer_version_owner_id_user FOREIGN KEY(owner_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE noted_file (
	id INTEGER NOT NULL, 
	folder_id INTEGER NOT NULL, 
	name BLOB NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	ctime_ns BIGINT NOT NULL, 
	inode BIGINT, 
	CONSTRAINT pk_noted_file PRIMARY KEY (id), 
	CONSTRAINT fk_noted_file_folder_id_deleted_folder FOREIGN KEY(folder_id) REFERENCES deleted_folder (id) ON DELETE CASCADE
);
CREATE TABLE passkey (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	host VARCHAR(253) NOT NULL, 
	credential_id BLOB NOT NULL, 
	public_key BLOB NOT NULL, 
	sign_count BIGINT NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT fk_passkey_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id)
);
CREATE TABLE share (
	id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	token_hash BLOB NOT NULL, 
	label VARCHAR(200) NOT NULL, 
	password_hash VARCHAR(200), 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	revoked_at DATETIME, 
	last_used_at DATETIME, 
	visits INTEGER NOT NULL, 
	download BOOLEAN NOT NULL, 
	details BOOLEAN NOT NULL, 
	position BOOLEAN NOT NULL, public_id VARCHAR(12) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_share PRIMARY KEY (id), 
	CONSTRAINT fk_share_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_share_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
	CONSTRAINT uq_share_token_hash UNIQUE (token_hash)
);
INSERT INTO "share" VALUES(1,1,'dndTVcr95pWd',X'5B3D62473B71D03E3D8753B33FD611D96D1064D38048565AD10C9F31C6A7E028','Grandma',NULL,'2026-11-30 02:27:39.813973',NULL,NULL,NULL,0,1,1,0,'MB7Qw611HBXw');
CREATE TABLE share_holder (
	id INTEGER NOT NULL, 
	share_id INTEGER NOT NULL, 
	token_hash BLOB NOT NULL, 
	admitted BOOLEAN NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_share_holder PRIMARY KEY (id), 
	CONSTRAINT fk_share_holder_share_id_share FOREIGN KEY(share_id) REFERENCES share (id) ON DELETE CASCADE, 
	CONSTRAINT uq_share_holder_token_hash_share_id UNIQUE (token_hash, share_id)
);
CREATE TABLE slideshow (
	id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	user_id INTEGER, 
	"key" VARCHAR(43), 
	seconds INTEGER NOT NULL, 
	is_all BOOLEAN NOT NULL, 
	sight JSON NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	number INTEGER NOT NULL, 
	asker VARCHAR(100) NOT NULL, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_slideshow PRIMARY KEY (id), 
	CONSTRAINT uq_slideshow_key UNIQUE ("key"), 
	CONSTRAINT fk_slideshow_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_slideshow_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
	CONSTRAINT fk_slideshow_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE slideshow_image (
	slideshow_id INTEGER NOT NULL, 
	image_id VARCHAR(12) NOT NULL, 
	place BIGINT NOT NULL, 
	number INTEGER, 
	CONSTRAINT pk_slideshow_image PRIMARY KEY (slideshow_id, image_id), 
	CONSTRAINT fk_slideshow_image_slideshow_id_slideshow FOREIGN KEY(slideshow_id) REFERENCES slideshow (id) ON DELETE CASCADE
);
CREATE TABLE spent_challenge (
	digest BLOB NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_spent_challenge PRIMARY KEY (digest)
);
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('alembic_version','sqlite_autoindex_alembic_version_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('user','sqlite_autoindex_user_1','2 1');
INSERT INTO "sqlite_stat1" VALUES('album_summary','sqlite_autoindex_album_summary_1','10 2 1');
INSERT INTO "sqlite_stat1" VALUES('image','sqlite_autoindex_image_1','5 1');
INSERT INTO "sqlite_stat1" VALUES('image','sqlite_autoindex_image_2','5 2 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_album_name','5 2 1 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_album_time','5 2 2 1 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_attempted_at','5 5');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_unrendered','5 5');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_quick_hash','5 1');
INSERT INTO "sqlite_stat1" VALUES('album','sqlite_autoindex_album_1','5 1');
INSERT INTO "sqlite_stat1" VALUES('album','sqlite_autoindex_album_2','5 5 1');
INSERT INTO "sqlite_stat1" VALUES('album','ix_album_parent_id','5 2');
INSERT INTO "sqlite_stat1" VALUES('album','uq_album_top','1 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_album_rank','5 2 2 2 1 1');
INSERT INTO "sqlite_stat1" VALUES('audit','ix_audit_gallery_id','4 2 1');
INSERT INTO "sqlite_stat1" VALUES('audit','ix_audit_at','4 1');
INSERT INTO "sqlite_stat1" VALUES('sync_report','ix_sync_report_gallery_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('gallery','sqlite_autoindex_gallery_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('gallery','ix_gallery_owner_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('change','ix_change_gallery_id','14 14 7 1');
INSERT INTO "sqlite_stat1" VALUES('change','ix_change_node_id','14 2');
INSERT INTO "sqlite_stat1" VALUES('user','ix_user_public_id','2 1');
CREATE TABLE "sync_report" (
	id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	outcome VARCHAR(20) NOT NULL, 
	images_read INTEGER NOT NULL, 
	told JSON NOT NULL, 
	is_told BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_sync_report PRIMARY KEY (id), 
	CONSTRAINT fk_sync_report_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id)
);
INSERT INTO "sync_report" VALUES(1,1,'2026-11-30 02:27:13.030943','2026-11-30 02:27:13.812688','done',5,'{"numbers": {"albums": 5, "added": 5, "changed": 0, "moved": 0, "missing": 0, "unchanged": 0, "closed": 0, "hidden": 0, "shared": 0}, "arrived": [["TR3S9UxRLndb", 2], ["pw6VT9112k7h", 1], ["dndTVcr95pWd", 1], ["TfThHCB4Bx4c", 1]], "gone": [], "lost": [], "renamed": [], "closed": [], "shared": [], "hidden": [], "ignored": [], "skipped": []}',1);
CREATE TABLE token (
	id INTEGER NOT NULL, 
	token_hash BLOB NOT NULL, 
	purpose VARCHAR(20) NOT NULL, 
	user_id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	expires_at DATETIME NOT NULL, mail VARCHAR(254), 
	CONSTRAINT pk_token PRIMARY KEY (id), 
	CONSTRAINT fk_token_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_token_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT uq_token_token_hash UNIQUE (token_hash)
);
CREATE TABLE user (
	id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	mail VARCHAR(254), 
	password_hash VARCHAR(200), 
	active BOOLEAN NOT NULL, 
	superuser BOOLEAN NOT NULL, language VARCHAR(10), browser_language VARCHAR(10), public_id VARCHAR(12) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT uq_user_name UNIQUE (name)
);
INSERT INTO "user" VALUES(1,'anna','anna@example.org','$argon2id$v=19$m=65536,t=3,p=1$B/Ae9oIEYt9Ek+Yte+YHUg$ihLy0UJiy/ko7grTcvRTDPhUp4WQU5KHFaAen7SBwlI',1,0,NULL,NULL,'U5fRosX2MvVc');
INSERT INTO "user" VALUES(2,'ben',NULL,'$argon2id$v=19$m=65536,t=3,p=1$VLwXuvMIP101NbQpGNB9Uw$Do6Rvb0dIyhys3zQRfT7ct0wk2WrZdbztzTvk1bI9/s',1,0,NULL,NULL,'vSzyUbk5acJ5');
CREATE TABLE "user_session" (
	id INTEGER NOT NULL, 
	token_hash BLOB NOT NULL, 
	user_id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	browser VARCHAR(200) DEFAULT ('') NOT NULL, 
	address VARCHAR(200) DEFAULT ('') NOT NULL, 
	views_as VARCHAR(10), 
	views_as_id INTEGER, 
	views_as_group_id INTEGER, 
	views_as_share_id INTEGER, public_id VARCHAR(12) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_user_session PRIMARY KEY (id), 
	CONSTRAINT fk_user_session_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_user_session_views_as_id_user FOREIGN KEY(views_as_id) REFERENCES user (id) ON DELETE SET NULL, 
	CONSTRAINT fk_user_session_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT fk_user_session_views_as_group_id_group FOREIGN KEY(views_as_group_id) REFERENCES "group" (id) ON DELETE SET NULL, 
	CONSTRAINT uq_user_session_token_hash UNIQUE (token_hash), 
	CONSTRAINT fk_user_session_views_as_share_id_share FOREIGN KEY(views_as_share_id) REFERENCES share (id) ON DELETE SET NULL
);
CREATE TABLE video (
	id VARCHAR(60) NOT NULL, 
	picture BLOB, 
	due_at DATETIME, 
	tries INTEGER NOT NULL, 
	reason VARCHAR(20), 
	CONSTRAINT pk_video PRIMARY KEY (id)
);
CREATE INDEX ix_attempt_started ON attempt (started);
CREATE INDEX ix_image_album_name ON image (album_id, sort_key, id);
CREATE INDEX ix_image_album_time ON image (album_id, time, sort_key, id);
CREATE INDEX ix_image_attempted_at ON image (attempted_at);
CREATE INDEX ix_gallery_alias_gallery_id ON gallery_alias (gallery_id);
CREATE INDEX ix_image_unrendered ON image (time) WHERE placeholder IS NULL AND state = 'ready';
CREATE INDEX ix_image_quick_hash ON image (quick_hash);
CREATE INDEX ix_membership_group_id ON membership (group_id);
CREATE UNIQUE INDEX uq_access_album ON access (user_id, album_id);
CREATE UNIQUE INDEX uq_access_gallery ON access (user_id, gallery_id) WHERE album_id IS NULL;
CREATE UNIQUE INDEX uq_access_group_album ON access (group_id, album_id);
CREATE UNIQUE INDEX uq_access_group_gallery ON access (group_id, gallery_id) WHERE album_id IS NULL;
CREATE INDEX ix_access_request_gallery_id ON access_request (gallery_id);
CREATE INDEX ix_share_gallery_id ON share (gallery_id);
CREATE INDEX ix_share_album_id ON share (album_id);
CREATE INDEX ix_share_holder_share_id ON share_holder (share_id);
CREATE INDEX ix_share_holder_expires_at ON share_holder (expires_at);
CREATE INDEX ix_album_parent_id ON album (parent_id);
CREATE UNIQUE INDEX uq_album_top ON album (gallery_id) WHERE parent_id IS NULL;
CREATE INDEX ix_image_album_rank ON image (album_id, rank, time, sort_key, id);
CREATE INDEX ix_deletion_gallery_id ON deletion (gallery_id);
CREATE INDEX ix_deleted_folder_gallery_id ON deleted_folder (gallery_id);
CREATE INDEX ix_deleted_folder_album_id ON deleted_folder (album_id);
CREATE INDEX ix_deleted_folder_deletion_id ON deleted_folder (deletion_id);
CREATE INDEX ix_audit_gallery_id ON audit (gallery_id, id);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_letter_due_at ON letter (due_at);
CREATE INDEX ix_passkey_user_id ON passkey (user_id);
CREATE INDEX ix_spent_challenge_expires_at ON spent_challenge (expires_at);
CREATE INDEX ix_excluded_file_album_id ON excluded_file (album_id);
CREATE INDEX ix_job_album_id ON job (album_id);
CREATE INDEX ix_user_session_user_id ON user_session (user_id);
CREATE INDEX ix_user_session_expires_at ON user_session (expires_at);
CREATE INDEX ix_sync_report_gallery_id ON sync_report (gallery_id);
CREATE INDEX ix_former_content_gallery_id ON former_content (gallery_id);
CREATE INDEX ix_former_content_album_id ON former_content (album_id);
CREATE INDEX ix_former_content_owner_id ON former_content (owner_id);
CREATE INDEX ix_gallery_owner_id ON gallery (owner_id);
CREATE INDEX ix_noted_file_folder_id ON noted_file (folder_id);
CREATE INDEX ix_archive_gallery_id ON archive (gallery_id);
CREATE INDEX ix_archive_album_id ON archive (album_id);
CREATE INDEX ix_archive_seen_at ON archive (seen_at);
CREATE INDEX ix_archive_asker ON archive (asker, created_at);
CREATE UNIQUE INDEX uq_archive_current ON archive (album_id, digest) WHERE state IN ('wanted', 'building', 'ready');
CREATE INDEX ix_newer_version_owner_id ON newer_version (owner_id);
CREATE INDEX ix_slideshow_gallery_id ON slideshow (gallery_id);
CREATE INDEX ix_slideshow_album_id ON slideshow (album_id);
CREATE INDEX ix_slideshow_user_id ON slideshow (user_id);
CREATE INDEX ix_slideshow_seen_at ON slideshow (seen_at);
CREATE INDEX ix_slideshow_asker ON slideshow (asker, created_at);
CREATE INDEX ix_slideshow_image_place ON slideshow_image (slideshow_id, number, place);
CREATE INDEX ix_image_video ON image (album_id, path) WHERE kind = 'video';
CREATE INDEX ix_video_due_at ON video (due_at);
CREATE INDEX ix_image_clip ON image (album_id) WHERE kind IN ('clip', 'motion');
CREATE INDEX ix_image_motion ON image (album_id) WHERE motion_id IS NOT NULL;
CREATE INDEX ix_image_not_ready ON image (album_id, state, kind) WHERE state <> 'ready';
CREATE INDEX ix_api_token_user_id ON api_token (user_id);
CREATE INDEX ix_api_token_album_id ON api_token (album_id);
CREATE INDEX ix_change_gallery_id ON change (gallery_id, xid, id);
CREATE INDEX ix_change_node_id ON change (node_id);
CREATE UNIQUE INDEX ix_access_public_id ON access (public_id);
CREATE UNIQUE INDEX ix_access_request_public_id ON access_request (public_id);
CREATE UNIQUE INDEX ix_group_public_id ON "group" (public_id);
CREATE UNIQUE INDEX ix_invitation_public_id ON invitation (public_id);
CREATE UNIQUE INDEX ix_share_public_id ON share (public_id);
CREATE UNIQUE INDEX ix_user_public_id ON user (public_id);
CREATE UNIQUE INDEX ix_user_session_public_id ON user_session (public_id);
CREATE INDEX ix_idempotency_key_created_at ON idempotency_key (created_at);
CREATE INDEX ix_image_is_raw ON image (album_id) WHERE is_raw;
CREATE INDEX ix_image_raw ON image (album_id) WHERE raw_id IS NOT NULL;
CREATE TRIGGER change_album_insert AFTER INSERT ON album
                FOR EACH ROW  BEGIN
                    
                    
        INSERT INTO change (xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing)
        SELECT (SELECT number FROM change_clock), coalesce(NEW.gallery_id, NEW.gallery_id), 'album', NEW.id, NULL, NULL, FALSE, FALSE WHERE coalesce(NEW.gallery_id, NEW.gallery_id) IS NOT NULL;
    
                END;
CREATE TRIGGER change_album_update AFTER UPDATE OF "gallery_id", "parent_id", "title", "description", "time", "visibility", "order", "downloads", "positions", "cover_id", "folder", "missing", "revision" ON album
                FOR EACH ROW WHEN ((OLD."gallery_id", OLD."parent_id", OLD."title", OLD."description", OLD."time", OLD."visibility", OLD."order", OLD."downloads", OLD."positions", OLD."cover_id", OLD."folder", OLD."missing", OLD."revision") IS NOT (NEW."gallery_id", NEW."parent_id", NEW."title", NEW."description", NEW."time", NEW."visibility", NEW."order", NEW."downloads", NEW."positions", NEW."cover_id", NEW."folder", NEW."missing", NEW."revision")) BEGIN
                    UPDATE album SET updated_at = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE id = NEW.id;
                    
        INSERT INTO change (xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing)
        SELECT (SELECT number FROM change_clock), coalesce(NEW.gallery_id, OLD.gallery_id), 'album', NEW.id, OLD.parent_id, OLD.visibility, OLD.gallery_id IS NOT NULL, OLD.missing WHERE coalesce(NEW.gallery_id, OLD.gallery_id) IS NOT NULL;
    
                END;
CREATE TRIGGER change_album_delete AFTER DELETE ON album
                FOR EACH ROW  BEGIN
                    
                    
        INSERT INTO change (xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing)
        SELECT (SELECT number FROM change_clock), coalesce(OLD.gallery_id, OLD.gallery_id), 'album', OLD.id, OLD.parent_id, OLD.visibility, OLD.gallery_id IS NOT NULL, OLD.missing WHERE coalesce(OLD.gallery_id, OLD.gallery_id) IS NOT NULL;
    
                END;
CREATE TRIGGER arrange_album AFTER UPDATE OF rank ON album
            FOR EACH ROW WHEN (OLD.rank IS NOT NEW.rank AND OLD.parent_id = NEW.parent_id) BEGIN
                
        UPDATE album SET updated_at = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE id = NEW.parent_id AND NOT EXISTS (SELECT 1 FROM change WHERE node_id = NEW.parent_id AND xid = (SELECT number FROM change_clock));
        INSERT INTO change (xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing)
        SELECT (SELECT number FROM change_clock), gallery_id, 'album', id, album.parent_id, album.visibility, album.gallery_id IS NOT NULL, album.missing
        FROM album WHERE id = NEW.parent_id AND gallery_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change WHERE node_id = NEW.parent_id AND xid = (SELECT number FROM change_clock));
    
            END;
CREATE TRIGGER change_image_insert AFTER INSERT ON image
                FOR EACH ROW WHEN ((NEW.kind NOT IN ('motion', 'raw'))) BEGIN
                    
                    
        INSERT INTO change (xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing)
        SELECT  (SELECT number FROM change_clock), gallery_id, 'item', NEW.id, NULL, NULL, FALSE, FALSE
        FROM album WHERE id IN (NEW.album_id) AND gallery_id IS NOT NULL;
    
                END;
CREATE TRIGGER change_image_update AFTER UPDATE OF "album_id", "kind", "path", "time", "offset_minutes", "time_source", "width", "height", "size", "mtime_ns", "quick_hash", "camera", "state", "own_title", "caption", "duration_ms", "media_type", "motion_start", "motion_size", "motion_id", "motion", "raw_id", "precision", "file_title", "file_caption", "keywords", "rating" ON image
                FOR EACH ROW WHEN ((OLD."album_id", OLD."kind", OLD."path", OLD."time", OLD."offset_minutes", OLD."time_source", OLD."width", OLD."height", OLD."size", OLD."mtime_ns", OLD."quick_hash", CAST(OLD."camera" AS text), OLD."state", OLD."own_title", OLD."caption", OLD."duration_ms", OLD."media_type", OLD."motion_start", OLD."motion_size", OLD."motion_id", OLD."motion", OLD."raw_id", OLD."precision", OLD."file_title", OLD."file_caption", CAST(OLD."keywords" AS text), OLD."rating") IS NOT (NEW."album_id", NEW."kind", NEW."path", NEW."time", NEW."offset_minutes", NEW."time_source", NEW."width", NEW."height", NEW."size", NEW."mtime_ns", NEW."quick_hash", CAST(NEW."camera" AS text), NEW."state", NEW."own_title", NEW."caption", NEW."duration_ms", NEW."media_type", NEW."motion_start", NEW."motion_size", NEW."motion_id", NEW."motion", NEW."raw_id", NEW."precision", NEW."file_title", NEW."file_caption", CAST(NEW."keywords" AS text), NEW."rating") AND (NEW.kind NOT IN ('motion', 'raw') OR OLD.kind NOT IN ('motion', 'raw'))) BEGIN
                    UPDATE image SET updated_at = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE id = NEW.id;
                    
        INSERT INTO change (xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing)
        SELECT DISTINCT (SELECT number FROM change_clock), gallery_id, 'item', NEW.id, OLD.album_id, NULL, OLD.kind NOT IN ('motion', 'raw'), OLD.state = 'missing'
        FROM album WHERE id IN (NEW.album_id, OLD.album_id) AND gallery_id IS NOT NULL;
    
                END;
CREATE TRIGGER change_image_delete AFTER DELETE ON image
                FOR EACH ROW WHEN ((OLD.kind NOT IN ('motion', 'raw'))) BEGIN
                    
                    
        INSERT INTO change (xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing)
        SELECT  (SELECT number FROM change_clock), gallery_id, 'item', OLD.id, OLD.album_id, NULL, OLD.kind NOT IN ('motion', 'raw'), OLD.state = 'missing'
        FROM album WHERE id IN (OLD.album_id) AND gallery_id IS NOT NULL;
    
                END;
CREATE TRIGGER arrange_image AFTER UPDATE OF rank ON image
            FOR EACH ROW WHEN (OLD.rank IS NOT NEW.rank AND OLD.album_id = NEW.album_id) BEGIN
                
        UPDATE album SET updated_at = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE id = NEW.album_id AND NOT EXISTS (SELECT 1 FROM change WHERE node_id = NEW.album_id AND xid = (SELECT number FROM change_clock));
        INSERT INTO change (xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing)
        SELECT (SELECT number FROM change_clock), gallery_id, 'album', id, album.parent_id, album.visibility, album.gallery_id IS NOT NULL, album.missing
        FROM album WHERE id = NEW.album_id AND gallery_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change WHERE node_id = NEW.album_id AND xid = (SELECT number FROM change_clock));
    
            END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('letter',0);
INSERT INTO "sqlite_sequence" VALUES('gallery',1);
COMMIT;
